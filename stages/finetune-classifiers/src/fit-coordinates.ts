import { invariant } from "@limen/errors";
import { choleskyFactor, choleskySolve } from "@limen/stats";
import type { Adapter } from "./adapter.ts";
import { descend, type Evaluation } from "./descend.ts";
import { answerNats } from "./likelihood.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
import type { PersonTrials, StimulusScores } from "./person-trials.ts";

/** Ways in which the scores of each stimulus may change. */
export interface Directions {
  /** Whether each class's score may change by itself, the same for all stimuli. These coordinates come first. */
  readonly criteria: boolean;
  /** Further ones, [stimuli × count × classes]. */
  readonly values: Float64Array;
  readonly count: number;
}

const MAX_STEPS = 25;
/** (nats) over all trials: far below what a held-out trial could show. */
const TOLERANCE = 1e-3;

/**
 * p = softmax(z + Σ e_k a_k(x)): a few coordinates e along given directions a. Criteria, slopes and embeddings are this.
 * `weights` multiply the precision of each coordinate.
 */
export function coordinateAdapter(
  directionsOf: (scores: StimulusScores, classes: number) => Directions,
  weights: readonly number[],
): Adapter {
  const cache = new WeakMap<StimulusScores, Directions>();
  const directions = ({ scores, classes }: PersonTrials) => {
    const known = cache.get(scores);
    if (known) return known;
    const made = directionsOf(scores, classes);
    cache.set(scores, made);
    return made;
  };
  return {
    fit(trials, precisions) {
      const own = directions(trials);
      let parameters = new Float64Array(sizeOf(own, trials.classes));
      return precisions.map((precision) => {
        const prior = Float64Array.from(parameters, (_, k) => precision * (weights[k] ?? 1));
        parameters = Float64Array.from(newton(trials, own, prior, parameters));
        return parameters;
      });
    },
    logProbabilities(parameters, trials) {
      const { classes, count, scores, stimulus } = trials;
      const own = directions(trials);
      const out = new Float64Array(count * classes);
      const z = new Float64Array(classes);
      for (let t = 0; t < count; t++) {
        moved(z, scores, own, stimulus[t]!, parameters);
        out.set(z, t * classes);
      }
      return logSoftmaxRows(out, classes);
    },
  };
}

interface Curved extends Evaluation {
  /** Lower triangle. */
  readonly hessian: Float64Array;
}

/** Newton's method with step halving on −log posterior, which is strictly convex: one optimum, 3 to 6 steps. */
function newton(
  trials: PersonTrials,
  directions: Directions,
  prior: Float64Array,
  start: Float64Array,
): Float64Array {
  const size = start.length;
  return descend<Curved>(start, {
    evaluate: (parameters) => evaluate(parameters, trials, directions, prior),
    direction({ gradient, hessian }) {
      const factor = hessian.slice();
      const step = gradient.slice();
      invariant(choleskyFactor(factor, size), "the curvature of a penalised fit is positive definite");
      choleskySolve(factor, size, step);
      return step;
    },
    maxSteps: MAX_STEPS,
    tolerance: TOLERANCE,
  });
}

function evaluate(
  parameters: Float64Array,
  trials: PersonTrials,
  directions: Directions,
  prior: Float64Array,
): Curved {
  const { classes, count, scores, stimulus, answer, targets } = trials;
  const size = parameters.length;
  const { values, count: extra } = directions;
  const offset = size - extra;
  const gradient = parameters.map((value, k) => prior[k]! * value);
  const hessian = new Float64Array(size * size);
  for (let k = 0; k < size; k++) hessian[k * size + k] = prior[k]!;
  let loss = 0.5 * parameters.reduce((sum, value, k) => sum + prior[k]! * value * value, 0);
  const z = new Float64Array(classes);
  const p = new Float64Array(classes);
  const weighted = new Float64Array(classes);
  for (let t = 0; t < count; t++) {
    const s = stimulus[t]!;
    const row = answer[t]!;
    moved(z, scores, directions, s, parameters);
    loss += answerNats(z, p, targets, row);
    const mass = targets.mass[row]!;
    for (let c = 0; c < offset; c++) {
      const share = mass * p[c]!;
      gradient[c]! += z[c]!;
      hessian[c * size + c]! += share;
      for (let k = 0; k <= c; k++) hessian[c * size + k]! -= share * p[k]!;
    }
    for (let k = 0; k < extra; k++) {
      const at = (s * extra + k) * classes;
      const line = (offset + k) * size;
      let mean = 0;
      let slope = 0;
      for (let c = 0; c < classes; c++) {
        mean += p[c]! * values[at + c]!;
        slope += z[c]! * values[at + c]!;
      }
      gradient[offset + k]! += slope;
      for (let c = 0; c < classes; c++) weighted[c] = mass * p[c]! * (values[at + c]! - mean);
      for (let c = 0; c < offset; c++) hessian[line + c]! += weighted[c]!;
      for (let l = 0; l <= k; l++) {
        const other = (s * extra + l) * classes;
        let sum = 0;
        for (let c = 0; c < classes; c++) sum += weighted[c]! * values[other + c]!;
        hessian[line + offset + l]! += sum;
      }
    }
  }
  return { parameters, loss, gradient, hessian };
}

const sizeOf = ({ criteria, count }: Directions, classes: number) => (criteria ? classes : 0) + count;

/** Scores of one stimulus, moved along the directions. */
function moved(
  z: Float64Array,
  scores: StimulusScores,
  { values, count, criteria }: Directions,
  stimulus: number,
  parameters: Float64Array,
): void {
  const classes = z.length;
  const offset = criteria ? classes : 0;
  for (let c = 0; c < classes; c++) z[c] = scores.logP[stimulus * classes + c]!;
  if (criteria) for (let c = 0; c < classes; c++) z[c]! += parameters[c]!;
  for (let k = 0; k < count; k++) {
    const amount = parameters[offset + k]!;
    const at = (stimulus * count + k) * classes;
    for (let c = 0; c < classes; c++) z[c]! += amount * values[at + c]!;
  }
}
