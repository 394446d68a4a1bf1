import { invariant } from "@limen/errors";
import { choleskyFactor, choleskySolve } from "@limen/stats";
import { descend, type Evaluation } from "./descend.ts";
import { answerNats, type Targets } from "./likelihood.ts";

/** Ways in which the scores of each stimulus may change. */
export interface Directions {
  /** Whether each class's score may change by itself, the same for all stimuli. These coordinates come first. */
  readonly criteria: boolean;
  /** Further ones, [stimuli × count × classes]. */
  readonly values: Float64Array;
  readonly count: number;
}

/** Trials as a fit sees them: which stimulus, and what was answered. */
export interface AnsweredTrials {
  readonly classes: number;
  readonly count: number;
  /** (nats) what the group model says of each stimulus, [stimuli × classes] */
  readonly scores: { readonly logP: Float64Array };
  /** Index of the stimulus, of each trial. */
  readonly stimulus: Int32Array;
  /** Row of the targets, of each trial. */
  readonly answer: Int32Array;
  readonly targets: Targets;
}

export interface CoordinateFit extends Evaluation {
  /** Second derivatives of −log posterior, lower triangle: the posterior's precision (Laplace). */
  readonly hessian: Float64Array;
}

const MAX_STEPS = 50;

/**
 * Coordinates e of highest posterior density of p = softmax(z + Σ e_k a_k(x)) under a normal prior around zero, by Newton's method
 * with step halving: −log posterior is strictly convex, so there is one optimum, 3 to 6 steps away. Criteria, slopes and
 * embeddings are this.
 *
 * @param prior (nats⁻²) precision of each coordinate
 * @param tolerance (nats) over all trials: a step that gains less is the last
 */
export function fitCoordinates(
  trials: AnsweredTrials,
  directions: Directions,
  prior: Float64Array,
  start: Float64Array,
  tolerance: number,
): CoordinateFit {
  const size = start.length;
  return descend<CoordinateFit>(start, {
    evaluate: (parameters) => evaluate(parameters, trials, directions, prior),
    direction({ gradient, hessian }) {
      const factor = hessian.slice();
      const step = gradient.slice();
      invariant(choleskyFactor(factor, size), "the curvature of a penalised fit is positive definite");
      choleskySolve(factor, size, step);
      return step;
    },
    maxSteps: MAX_STEPS,
    tolerance,
  });
}

function evaluate(
  parameters: Float64Array,
  trials: AnsweredTrials,
  directions: Directions,
  prior: Float64Array,
): CoordinateFit {
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
    moveScores(z, scores.logP, directions, s, parameters);
    loss += answerNats(z, p, targets, row);
    for (let c = 0; c < offset; c++) gradient[c]! += z[c]!;
    for (let k = 0; k < extra; k++) {
      const at = (s * extra + k) * classes;
      let slope = 0;
      for (let c = 0; c < classes; c++) slope += z[c]! * values[at + c]!;
      gradient[offset + k]! += slope;
    }
    addCurvature(hessian, size, p, targets.mass[row]!, directions, s, weighted);
  }
  return { parameters, loss, gradient, hessian };
}

/**
 * Adds Jᵀ (diag p − p pᵀ) J to the lower triangle, J the directions of one stimulus: the curvature of an answer to it, which is also
 * the information (Fisher) that one is expected to give. `mass` is how many answers there were.
 *
 * @param weighted room for a number a class, so that none is made for each trial
 */
export function addCurvature(
  into: Float64Array,
  size: number,
  p: Float64Array,
  mass: number,
  { values, count: extra }: Directions,
  stimulus: number,
  weighted: Float64Array,
): void {
  const classes = p.length;
  const offset = size - extra;
  for (let c = 0; c < offset; c++) {
    const share = mass * p[c]!;
    into[c * size + c]! += share;
    for (let k = 0; k <= c; k++) into[c * size + k]! -= share * p[k]!;
  }
  for (let k = 0; k < extra; k++) {
    const at = (stimulus * extra + k) * classes;
    const line = (offset + k) * size;
    let mean = 0;
    for (let c = 0; c < classes; c++) mean += p[c]! * values[at + c]!;
    for (let c = 0; c < classes; c++) weighted[c] = mass * p[c]! * (values[at + c]! - mean);
    for (let c = 0; c < offset; c++) into[line + c]! += weighted[c]!;
    for (let l = 0; l <= k; l++) {
      const other = (stimulus * extra + l) * classes;
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += weighted[c]! * values[other + c]!;
      into[line + offset + l]! += sum;
    }
  }
}

/** How many coordinates there are. */
export const coordinatesOf = ({ criteria, count }: Directions, classes: number) =>
  (criteria ? classes : 0) + count;

/** Scores of one stimulus, moved along the directions, left in `z`. */
export function moveScores(
  z: Float64Array,
  logP: Float64Array,
  { values, count, criteria }: Directions,
  stimulus: number,
  parameters: Float64Array,
): void {
  const classes = z.length;
  const offset = criteria ? classes : 0;
  for (let c = 0; c < classes; c++) z[c] = logP[stimulus * classes + c]!;
  if (criteria) for (let c = 0; c < classes; c++) z[c]! += parameters[c]!;
  for (let k = 0; k < count; k++) {
    const amount = parameters[offset + k]!;
    const at = (stimulus * count + k) * classes;
    for (let c = 0; c < classes; c++) z[c]! += amount * values[at + c]!;
  }
}
