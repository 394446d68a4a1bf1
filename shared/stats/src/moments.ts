import * as simple from "simple-statistics";
import type { Sample } from "./quantile.ts";

/** Arithmetic mean with compensated summation; null for an empty sample. */
export function mean(values: Sample): number | null {
  return values.length === 0 ? null : simple.mean(asArray(values));
}

/** Sample variance (divisor n − 1); null for fewer than two values. */
export function variance(values: Sample): number | null {
  return values.length < 2 ? null : simple.sampleVariance(asArray(values));
}

/** Square root of the sample variance; null for fewer than two values. */
export function standardDeviation(values: Sample): number | null {
  const square = variance(values);
  return square === null ? null : Math.sqrt(square);
}

/** Standard error of the mean; null for fewer than two values. */
export function standardError(values: Sample): number | null {
  const deviation = standardDeviation(values);
  return deviation === null ? null : deviation / Math.sqrt(values.length);
}

/** mean(a) − mean(b); null when either is empty. */
export function meanDifference(a: Sample, b: Sample): number | null {
  const first = mean(a);
  const second = mean(b);
  return first === null || second === null ? null : first - second;
}

function asArray(values: Sample): number[] {
  return Array.isArray(values) ? values : Array.from(values);
}
