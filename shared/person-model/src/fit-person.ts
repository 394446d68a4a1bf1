import { invariant } from "@limen/errors";
import { choleskyFactor, choleskySolve, inverseOf } from "@limen/stats";
import {
  type Answer,
  type Person,
  PRIOR_PRECISION,
  personProbabilities,
  SLOPE_PRECISION,
  shareOf,
} from "./person.ts";

export interface AnsweredTrial {
  /** (nats) what the group model says of the stimulus */
  readonly groupLogP: ArrayLike<number>;
  readonly answer: Answer;
}

export interface FittedPerson extends Person {
  readonly bias: Float64Array;
  /** Covariance of bias and slope under the posterior (Laplace), [(classes + 1)²]. */
  readonly covariance: Float64Array;
}

const MOST_STEPS = 50;

/**
 * Bias and slope of highest posterior density under a normal prior around the group model, by Newton's method; no
 * trials give the prior itself.
 */
export function fitPerson(
  trials: readonly AnsweredTrial[],
  classes: number,
  precision: number = PRIOR_PRECISION,
): FittedPerson {
  const size = classes + 1;
  const prior = Float64Array.from({ length: size }, (_, k) =>
    k < classes ? precision : precision * SLOPE_PRECISION,
  );
  let at = new Float64Array(size);
  let here = lossAt(trials, at, prior);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, hessian } = derivatives(trials, at, prior);
    invariant(choleskyFactor(hessian, size), "the prior makes the Hessian positive definite");
    choleskySolve(hessian, size, gradient);
    let scale = 1;
    let next = at;
    let value = here;
    for (; scale > 1e-6; scale /= 2) {
      next = at.map((x, k) => x - scale * gradient[k]!);
      value = lossAt(trials, next, prior);
      if (value <= here) break;
    }
    const moved = Math.max(...gradient.map((d) => Math.abs(scale * d)));
    if (value <= here) {
      at = next;
      here = value;
    }
    if (moved < 1e-9 || value > here) break;
  }
  const covariance = inverseOf(derivatives(trials, at, prior).hessian, size);
  invariant(covariance !== null, "the prior makes the Hessian positive definite");
  return { bias: at.slice(0, classes), slope: 1 + at[classes]!, covariance };
}

/** Expected information (Fisher) of an answer to that stimulus about bias and slope, added to `into`. */
export function addInformation(into: Float64Array, groupLogP: ArrayLike<number>, p: ArrayLike<number>): void {
  const classes = p.length;
  const size = classes + 1;
  // J' (diag p − p pᵀ) J with J = [I, z]: covariance under p of the classes' indicators and of z.
  let meanZ = 0;
  for (let c = 0; c < classes; c++) meanZ += p[c]! * bounded(groupLogP[c]!);
  let varianceZ = 0;
  for (let c = 0; c < classes; c++) {
    const off = bounded(groupLogP[c]!) - meanZ;
    varianceZ += p[c]! * off * off;
    into[c * size + classes]! += p[c]! * off;
    into[classes * size + c]! += p[c]! * off;
    for (let d = 0; d < classes; d++) into[c * size + d]! += p[c]! * (Number(c === d) - p[d]!);
  }
  into[classes * size + classes]! += varianceZ;
}

function derivatives(trials: readonly AnsweredTrial[], at: Float64Array, prior: Float64Array) {
  const size = at.length;
  const gradient = at.map((x, k) => prior[k]! * x);
  const hessian = new Float64Array(size * size);
  prior.forEach((precision, k) => {
    hessian[k * size + k] = precision;
  });
  for (const { groupLogP, answer } of trials) {
    const p = probabilitiesAt(groupLogP, at);
    for (let c = 0; c < size - 1; c++) {
      const excess = p[c]! - shareOf(answer, c);
      gradient[c]! += excess;
      gradient[size - 1]! += excess * bounded(groupLogP[c]!);
    }
    addInformation(hessian, groupLogP, p);
  }
  return { gradient, hessian };
}

function lossAt(trials: readonly AnsweredTrial[], at: Float64Array, prior: Float64Array): number {
  let loss = 0;
  at.forEach((x, k) => {
    loss += (prior[k]! * x * x) / 2;
  });
  for (const { groupLogP, answer } of trials) {
    const p = probabilitiesAt(groupLogP, at);
    for (let c = 0; c < p.length; c++) {
      const share = shareOf(answer, c);
      if (share > 0) loss -= share * Math.log(p[c]!);
    }
  }
  return loss;
}

function probabilitiesAt(groupLogP: ArrayLike<number>, at: Float64Array): Float64Array {
  const classes = at.length - 1;
  return personProbabilities(groupLogP, { bias: at.subarray(0, classes), slope: 1 + at[classes]! });
}

/** As in `personProbabilities`. */
function bounded(z: number): number {
  return Math.max(z, Math.log(1e-12));
}
