import { invariant } from "@limen/errors";
import { choleskyFactor, choleskySolve, inverseOf } from "./cholesky.ts";
import type { Interval } from "./interval.ts";
import { studentQuantile, studentTail } from "./student-t.ts";

export interface LinearFit {
  readonly coefficients: Float64Array;
  /** Cluster-robust covariance of the coefficients, [p × p]. */
  readonly covariance: Float64Array;
  readonly clusters: number;
}

/**
 * Least squares with cluster-robust errors (Liang and Zeger 1986, with Stata's factor G/(G−1) · (n−1)/(n−p)): rows of
 * one cluster may depend on each other. Null with fewer than two clusters, too few rows, or columns that say the same.
 */
export function clusteredRegression(
  rows: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  clusters: readonly string[],
): LinearFit | null {
  const n = rows.length;
  invariant(n === y.length && n === clusters.length, "a regression needs a value and a cluster for each row");
  const p = rows[0]?.length ?? 0;
  const groups = new Set(clusters).size;
  if (groups < 2 || n <= p || p === 0) return null;
  const cross = new Float64Array(p * p);
  const coefficients = new Float64Array(p);
  rows.forEach((row, i) => {
    for (let a = 0; a < p; a++) {
      coefficients[a]! += row[a]! * y[i]!;
      for (let b = 0; b < p; b++) cross[a * p + b]! += row[a]! * row[b]!;
    }
  });
  const bread = inverseOf(cross, p);
  if (bread === null || !choleskyFactor(cross, p)) return null;
  choleskySolve(cross, p, coefficients);
  const scores = new Map<string, Float64Array>();
  rows.forEach((row, i) => {
    let residual = y[i]!;
    for (let a = 0; a < p; a++) residual -= row[a]! * coefficients[a]!;
    const score = scores.get(clusters[i]!) ?? new Float64Array(p);
    scores.set(clusters[i]!, score);
    for (let a = 0; a < p; a++) score[a]! += row[a]! * residual;
  });
  const covariance = new Float64Array(p * p);
  const scale = (groups / (groups - 1)) * ((n - 1) / (n - p));
  for (const score of scores.values()) {
    const lean = Array.from({ length: p }, (_, a) => {
      let sum = 0;
      for (let b = 0; b < p; b++) sum += bread[a * p + b]! * score[b]!;
      return sum;
    });
    for (let a = 0; a < p; a++)
      for (let b = 0; b < p; b++) covariance[a * p + b]! += scale * lean[a]! * lean[b]!;
  }
  return { coefficients, covariance, clusters: groups };
}

/** A sum of coefficients with weights: 95 % interval and one-sided p (greater than zero), from t with G − 1 degrees. */
export function linearContrast(
  { coefficients, covariance, clusters }: LinearFit,
  weights: ArrayLike<number>,
): Interval & { readonly pGreater: number | null } {
  const p = coefficients.length;
  let estimate = 0;
  let square = 0;
  for (let a = 0; a < p; a++) {
    estimate += weights[a]! * coefficients[a]!;
    for (let b = 0; b < p; b++) square += weights[a]! * weights[b]! * covariance[a * p + b]!;
  }
  if (!(square > 0)) return { estimate, low: null, high: null, pGreater: null };
  const error = Math.sqrt(square);
  const half = studentQuantile(0.95, clusters - 1) * error;
  return {
    estimate,
    low: estimate - half,
    high: estimate + half,
    pGreater: studentTail(estimate / error, clusters - 1),
  };
}
