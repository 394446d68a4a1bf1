import type { Adapter, PersonTrials } from "./adapter.ts";
import { factorize, solve } from "./cholesky.ts";
import { descend } from "./descend.ts";
import { logSoftmaxRows } from "./log-softmax.ts";

const MAX_STEPS = 40;
/** (nats) over all trials. */
const TOLERANCE = 2e-2;

/**
 * p = softmax(z + b + U f): the group's last layer plus a change of it, in the span of the leading components of the
 * penultimate features. Parameters: [b | U] transposed, [(1 + width) × classes], row 0 the bias.
 */
export const lastLayerAdapter: Adapter = {
  name: "individual_last_layer",
  fit: minimize,
  logProbabilities(parameters, trials) {
    const { classes, count, features, width } = trials;
    const scores = Float64Array.from(trials.scores);
    for (let t = 0; t < count; t++) {
      for (let i = 0; i <= width; i++) {
        const value = i === 0 ? 1 : features[t * width + i - 1]!;
        for (let c = 0; c < classes; c++) scores[t * classes + c]! += value * parameters[i * classes + c]!;
      }
    }
    return logSoftmaxRows(scores, classes);
  },
};

/**
 * Quasi-Newton on −log posterior with one fixed matrix a class. The Hessian of a multinomial likelihood is at most
 * Σ p_c x xᵀ for class c (as diag(p) − ppᵀ ≤ diag(p); Böhning 1992 uses ½ for p_c, here 3 times slower). It is taken
 * where the fit starts, so that one Cholesky factor a class of size 1 + width serves all steps; where the probabilities
 * grow beyond it, the step is halved.
 */
function minimize(trials: PersonTrials, precision: number, start?: Float64Array): Float64Array {
  const size = 1 + trials.width;
  let factors: Float64Array[] | undefined;
  return descend(start ? Float64Array.from(start) : new Float64Array(size * trials.classes), {
    trials,
    logProbabilities: (parameters) => lastLayerAdapter.logProbabilities(parameters, trials),
    penalty: (parameters) => parameters.reduce((sum, value) => sum + 0.5 * precision * value ** 2, 0),
    direction({ parameters, logP }, first) {
      factors ??= curvatures(first.logP, trials, precision);
      return solveEach(factors, gradientOf(parameters, logP, trials, precision), trials.classes);
    },
    maxSteps: MAX_STEPS,
    tolerance: TOLERANCE,
    shortest: 1e-3,
  });
}

/** For each class the Cholesky factor of Σ p_c x xᵀ + precision·I, with x = [1 | features]. */
function curvatures(logP: Float64Array, trials: PersonTrials, precision: number): Float64Array[] {
  const { classes, count } = trials;
  const size = 1 + trials.width;
  const x = new Float64Array(size).fill(1);
  const factors = Array.from({ length: classes }, () => new Float64Array(size * size));
  for (let t = 0; t < count; t++) {
    x.set(trials.features.subarray(t * trials.width, (t + 1) * trials.width), 1);
    for (let c = 0; c < classes; c++) {
      const factor = factors[c]!;
      const share = Math.exp(logP[t * classes + c]!);
      for (let i = 0; i < size; i++) {
        const weighted = share * x[i]!;
        for (let j = 0; j <= i; j++) factor[i * size + j]! += weighted * x[j]!;
      }
    }
  }
  for (const factor of factors) {
    for (let i = 0; i < size; i++) factor[i * size + i]! += precision;
    factorize(factor, size);
  }
  return factors;
}

function gradientOf(
  parameters: Float64Array,
  logP: Float64Array,
  trials: PersonTrials,
  precision: number,
): Float64Array {
  const { classes, count, features, response, width } = trials;
  const gradient = parameters.map((value) => precision * value);
  const residual = new Float64Array(classes);
  for (let t = 0; t < count; t++) {
    for (let c = 0; c < classes; c++) residual[c] = Math.exp(logP[t * classes + c]!);
    residual[response[t]!]! -= 1;
    for (let i = 0; i <= width; i++) {
      const value = i === 0 ? 1 : features[t * width + i - 1]!;
      for (let c = 0; c < classes; c++) gradient[i * classes + c]! += value * residual[c]!;
    }
  }
  return gradient;
}

/** Solves each class's system for its column of the gradient [size × classes]. */
function solveEach(factors: readonly Float64Array[], gradient: Float64Array, classes: number): Float64Array {
  const size = gradient.length / classes;
  const direction = new Float64Array(gradient.length);
  const column = new Float64Array(size);
  factors.forEach((factor, c) => {
    for (let i = 0; i < size; i++) column[i] = gradient[i * classes + c]!;
    solve(factor, size, column);
    for (let i = 0; i < size; i++) direction[i * classes + c] = column[i]!;
  });
  return direction;
}
