import { quantile, type Sample } from "./quantile.ts";

/** An estimate with a two-sided interval; null where it is not defined. */
export interface Interval {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Percentile interval: the (1−confidence)/2 and (1+confidence)/2 quantiles of the resampled statistics. */
export function percentileInterval(estimate: number | null, draws: Sample, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return { estimate, low: quantile(draws, tail), high: quantile(draws, 1 - tail) };
}
