import { invariant } from "@limen/errors";
import { answerNats, descend, type Evaluation } from "@limen/person-model";
import { choleskyFactor, choleskySolve } from "@limen/stats";
import type { Adapter } from "./adapter.ts";
import type { LayerInputs } from "./layer-inputs.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
import type { PersonTrials, StimulusScores } from "./person-trials.ts";

const MAX_STEPS = 40;
/** (nats) over all trials. */
const TOLERANCE = 2e-2;

/**
 * p = softmax(z + b + U f): the group's scores plus a linear layer on f. Parameters: [b | U] transposed,
 * [(1 + width) × classes], row 0 the criteria b. `criteria` multiplies their precision.
 */
export function linearAdapter(inputsOf: (scores: StimulusScores) => LayerInputs, criteria = 1): Adapter {
  return {
    fit(trials, precisions) {
      const inputs = inputsOf(trials.scores);
      const size = 1 + inputs.width;
      let parameters = new Float64Array(size * trials.classes);
      const curvature = curvatures(trials, inputs);
      return precisions.map((precision) => {
        parameters = Float64Array.from(minimise(trials, inputs, curvature, precision, criteria, parameters));
        return parameters;
      });
    },
    logProbabilities(parameters, trials) {
      const { classes, count, scores, stimulus } = trials;
      const inputs = inputsOf(trials.scores);
      const out = new Float64Array(count * classes);
      const z = new Float64Array(classes);
      for (let t = 0; t < count; t++) {
        moved(z, scores, inputs, stimulus[t]!, parameters);
        out.set(z, t * classes);
      }
      return logSoftmaxRows(out, classes);
    },
  };
}

/**
 * Quasi-Newton on −log posterior with one fixed matrix a class. The Hessian of a multinomial likelihood is at most
 * Σ p_c x xᵀ for class c (as diag(p) − ppᵀ ≤ diag(p); Böhning 1992 uses ½ for p_c, here 3 times slower). It is taken
 * at the group model, so that one sum a person and one Cholesky factor a class and precision serve all steps; where the
 * probabilities grow beyond it, the step is halved.
 */
function minimise(
  trials: PersonTrials,
  inputs: LayerInputs,
  curvature: readonly Float64Array[],
  precision: number,
  criteria: number,
  start: Float64Array,
): Float64Array {
  const size = 1 + inputs.width;
  const prior = Float64Array.from({ length: size * trials.classes }, (_, i) =>
    i < trials.classes ? criteria * precision : precision,
  );
  const factors = curvature.map((matrix) => {
    const factor = matrix.slice();
    for (let i = 0; i < size; i++) factor[i * size + i]! += prior[i * trials.classes]!;
    invariant(choleskyFactor(factor, size), "the curvature of a penalised fit is positive definite");
    return factor;
  });
  return descend<Evaluation>(start, {
    evaluate: (parameters) => evaluate(parameters, trials, inputs, prior),
    direction: ({ gradient }) => solveEach(factors, gradient, trials.classes),
    maxSteps: MAX_STEPS,
    tolerance: TOLERANCE,
  }).parameters;
}

/** For each class Σ p_c x xᵀ, lower triangle, with x = [1 | inputs]. */
function curvatures(trials: PersonTrials, { values, width }: LayerInputs): Float64Array[] {
  const { classes, count, scores, stimulus, answer, targets } = trials;
  const size = 1 + width;
  const x = new Float64Array(size).fill(1);
  const sums = Array.from({ length: classes }, () => new Float64Array(size * size));
  for (let t = 0; t < count; t++) {
    const s = stimulus[t]!;
    const mass = targets.mass[answer[t]!]!;
    for (let i = 0; i < width; i++) x[i + 1] = values[s * width + i]!;
    for (let c = 0; c < classes; c++) {
      const sum = sums[c]!;
      const share = mass * Math.exp(scores.logP[s * classes + c]!);
      for (let i = 0; i < size; i++) {
        const weighted = share * x[i]!;
        for (let j = 0; j <= i; j++) sum[i * size + j]! += weighted * x[j]!;
      }
    }
  }
  return sums;
}

function evaluate(
  parameters: Float64Array,
  trials: PersonTrials,
  inputs: LayerInputs,
  prior: Float64Array,
): Evaluation {
  const { classes, count, scores, stimulus, answer, targets } = trials;
  const { values, width } = inputs;
  const gradient = parameters.map((value, i) => prior[i]! * value);
  let loss = 0.5 * parameters.reduce((sum, value, i) => sum + prior[i]! * value * value, 0);
  const z = new Float64Array(classes);
  const p = new Float64Array(classes);
  for (let t = 0; t < count; t++) {
    const s = stimulus[t]!;
    moved(z, scores, inputs, s, parameters);
    loss += answerNats(z, p, targets, answer[t]!);
    for (let c = 0; c < classes; c++) gradient[c]! += z[c]!;
    for (let i = 0; i < width; i++) {
      const value = values[s * width + i]!;
      const at = (i + 1) * classes;
      for (let c = 0; c < classes; c++) gradient[at + c]! += value * z[c]!;
    }
  }
  return { parameters, loss, gradient };
}

/** Scores of one stimulus after the layer. */
function moved(
  z: Float64Array,
  scores: StimulusScores,
  { values, width }: LayerInputs,
  stimulus: number,
  parameters: Float64Array,
): void {
  const classes = z.length;
  for (let c = 0; c < classes; c++) z[c] = scores.logP[stimulus * classes + c]! + parameters[c]!;
  for (let i = 0; i < width; i++) {
    const value = values[stimulus * width + i]!;
    const at = (i + 1) * classes;
    for (let c = 0; c < classes; c++) z[c]! += value * parameters[at + c]!;
  }
}

/** Solves each class's system for its column of the gradient [size × classes]. */
function solveEach(factors: readonly Float64Array[], gradient: Float64Array, classes: number): Float64Array {
  const size = gradient.length / classes;
  const direction = new Float64Array(gradient.length);
  const column = new Float64Array(size);
  factors.forEach((factor, c) => {
    for (let i = 0; i < size; i++) column[i] = gradient[i * classes + c]!;
    choleskySolve(factor, size, column);
    for (let i = 0; i < size; i++) direction[i * classes + c] = column[i]!;
  });
  return direction;
}
