import type { RandomStream } from "@limen/random";
import { type Interval, quantile } from "@limen/stats";

/** Sums of one unit (a stimulus or a person): its part of a ratio Σ numerator / Σ denominator. */
export interface RatioPart {
  readonly numerator: number;
  readonly denominator: number;
}

/** A ratio of sums with a percentile bootstrap over the units; nulls when there is nothing to divide by. */
export function ratioInterval(parts: readonly RatioPart[], draws: number, random: RandomStream): Interval {
  const estimate = ratio(parts, (i) => i);
  if (estimate === null) return { estimate: null, low: null, high: null };
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const value = ratio(parts, () => random.integer(parts.length));
    if (value !== null) values.push(value);
  }
  // One unit alone says nothing about how units vary.
  if (parts.length < 2) return { estimate, low: null, high: null };
  return { estimate, low: quantile(values, 0.025), high: quantile(values, 0.975) };
}

function ratio(parts: readonly RatioPart[], pick: (i: number) => number): number | null {
  let numerator = 0;
  let denominator = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[pick(i)]!;
    numerator += part.numerator;
    denominator += part.denominator;
  }
  return denominator === 0 ? null : numerator / denominator;
}
