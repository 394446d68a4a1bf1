import type { RandomStream } from "@limen/random";
import { type Interval, percentileInterval } from "@limen/stats";

/** A statistic of all stimuli with a percentile bootstrap over them; it takes how often each stimulus counts. */
export function intervalOverStimuli<Part>(
  parts: readonly Part[],
  statistic: (parts: readonly Part[], weights?: ArrayLike<number>) => number | null,
  draws: number,
  random: RandomStream,
): Interval {
  const estimate = statistic(parts);
  // One stimulus alone says nothing about how stimuli vary.
  if (estimate === null || parts.length < 2) return { estimate, low: null, high: null };
  const values: number[] = [];
  const weights = new Int32Array(parts.length);
  for (let draw = 0; draw < draws; draw++) {
    weights.fill(0);
    for (let i = 0; i < weights.length; i++) weights[random.integer(weights.length)]!++;
    const value = statistic(parts, weights);
    if (value !== null) values.push(value);
  }
  return percentileInterval(estimate, values, 0.95);
}
