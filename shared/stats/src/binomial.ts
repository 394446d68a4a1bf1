import { probit } from "simple-statistics";
import type { Interval } from "./interval.ts";
import { DEFAULT_CONFIDENCE } from "./resampling.ts";

/** 97.5 % quantile of the standard normal, to double precision. */
const Z_95 = 1.959963984540054;

/** Wilson's score interval (1927) of a proportion; nulls for no trials. */
export function binomialInterval(
  successes: number,
  trials: number,
  confidence = DEFAULT_CONFIDENCE,
): Interval {
  if (trials === 0) return { estimate: null, low: null, high: null };
  // simple-statistics' probit is an approximation (1e-4): fine for odd levels, too rough for the one we always use.
  const z = confidence === DEFAULT_CONFIDENCE ? Z_95 : probit((1 + confidence) / 2);
  const p = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const centre = (p + z ** 2 / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / trials + z ** 2 / (4 * trials ** 2));
  return { estimate: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** P(X ≥ successes) for X ~ Binomial(trials, p), 0 < p < 1: the exact one-sided p-value. */
export function binomialTail(successes: number, trials: number, p: number): number {
  let logMass = trials * Math.log1p(-p);
  let tail = 0;
  for (let k = 0; k <= trials; k++) {
    if (k >= successes) tail += Math.exp(logMass);
    logMass += Math.log(trials - k) - Math.log(k + 1) + Math.log(p) - Math.log1p(-p);
  }
  return Math.min(1, tail);
}
