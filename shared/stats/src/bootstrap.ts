import { type Interval, percentileInterval } from "./interval.ts";
import { DEFAULT_CONFIDENCE, DEFAULT_DRAWS, type IntervalOptions } from "./resampling.ts";

/**
 * Percentile bootstrap (Efron 1979): the statistic on the items, and on resamples of the items with replacement.
 * Resamples on which the statistic is null are left out; no items give nulls.
 */
export function bootstrap<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number | null,
  options: IntervalOptions,
): Interval {
  if (items.length === 0) return { estimate: null, low: null, high: null };
  const { random, draws = DEFAULT_DRAWS, confidence = DEFAULT_CONFIDENCE } = options;
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const sample = items.map(() => items[random.integer(items.length)]!);
    const value = statistic(sample);
    if (value !== null) values.push(value);
  }
  return percentileInterval(statistic(items), values, confidence);
}
