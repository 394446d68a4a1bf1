import { averageRanks } from "./correlation.ts";
import type { Interval } from "./interval.ts";
import type { Sample } from "./quantile.ts";

/** 97.5 % quantile of the standard normal. */
const Z_95 = 1.959963984540054;

/** Halvings of the interval in which a bound lies: beyond double precision. */
const HALVINGS = 60;

/**
 * Area under the ROC curve: the probability that a case scores higher than a control, ties counting half
 * (Mann–Whitney's U over the number of pairs), with a 95 % interval. The interval is Newcombe's method 5 (2006), the
 * θ for which |θ − estimate| = 1.96 √V(θ): unlike a bootstrap it keeps its width where all cases score higher than
 * all controls, and for few of them. Nulls when either side is empty.
 */
export function auc(cases: Sample, controls: Sample): Interval {
  const [m, n] = [cases.length, controls.length];
  if (m === 0 || n === 0) return { estimate: null, low: null, high: null };
  const ranks = averageRanks(Float64Array.from([...Array.from(cases), ...Array.from(controls)]));
  let sum = 0;
  for (let i = 0; i < m; i++) sum += ranks[i]!;
  const estimate = (sum - (m * (m + 1)) / 2) / (m * n);
  return { estimate, low: bound(estimate, 0, m, n), high: bound(estimate, 1, m, n) };
}

/** The θ between the estimate and `end` that is just 1.96 standard errors, its own, away from the estimate. */
function bound(estimate: number, end: 0 | 1, m: number, n: number): number {
  let inside = estimate;
  let outside: number = end;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (inside + outside) / 2;
    if (Math.abs(middle - estimate) <= Z_95 * Math.sqrt(varianceAt(middle, m, n))) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** Hanley and McNeil's variance of U / mn for exponential scores, with the mean of m and n for each in the middle. */
function varianceAt(theta: number, m: number, n: number): number {
  const half = (m + n) / 2 - 1;
  const inner = 1 + (half * (1 - theta)) / (2 - theta) + (half * theta) / (1 + theta);
  return (theta * (1 - theta) * inner) / (m * n);
}
