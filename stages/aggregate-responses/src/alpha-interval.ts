import type { RandomStream } from "@limen/random";
import { type Interval, krippendorffAlpha, krippendorffParts, percentileInterval } from "@limen/stats";

/** Krippendorff's alpha of the choices (nominal) with a percentile bootstrap over the stimuli with two or more answers. */
export function alphaInterval(
  counts: Float64Array,
  classes: number,
  draws: number,
  random: RandomStream,
): Interval {
  const rows = Array.from({ length: counts.length / classes }, (_, s) =>
    counts.subarray(s * classes, (s + 1) * classes),
  );
  const parts = krippendorffParts(rows);
  const estimate = krippendorffAlpha(parts);
  // One stimulus alone says nothing about how stimuli vary.
  if (estimate === null || parts.length < 2) return { estimate, low: null, high: null };
  const values: number[] = [];
  const weights = new Int32Array(parts.length);
  for (let draw = 0; draw < draws; draw++) {
    weights.fill(0);
    for (let i = 0; i < weights.length; i++) weights[random.integer(weights.length)]!++;
    const value = krippendorffAlpha(parts, weights);
    if (value !== null) values.push(value);
  }
  return percentileInterval(estimate, values, 0.95);
}
