import type { RandomStream } from "@limen/random";
import type { Observer } from "./draw-observer.ts";
import { relativeEntropy } from "./observer-scores.ts";

/** Standard deviation of the logarithm of the response time, trial to trial. */
const RT_NOISE = 0.3;
/** log of how much slower full doubt is than none: e^0.6 = 1.8 times. */
const RT_DOUBT = 0.6;
const FAST_RT_MS = 200;
const ONE_KEY_RT_MS = 450;

/** Factor by which a trial's response time is off; the first draw of its stream. */
export function timeNoise(random: RandomStream): number {
  return Math.exp(RT_NOISE * random.normal());
}

/** (milliseconds) without noise: doubt between the alternatives slows people down, careless ones do not look. */
export function responseTime({ careless, baseRtMs }: Observer, p: Float64Array): number {
  if (careless === "fast") return FAST_RT_MS;
  if (careless === "one-key") return ONE_KEY_RT_MS;
  return baseRtMs * Math.exp(RT_DOUBT * relativeEntropy(p));
}

/** (milliseconds) to a tenth, which is far finer than any keyboard. */
export function roundedTime<T extends number | null>(rtMs: T): T {
  return (rtMs === null ? null : Math.round(rtMs * 10) / 10) as T;
}
