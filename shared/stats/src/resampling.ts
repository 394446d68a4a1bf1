import type { RandomStream } from "@limen/random";

/** What every resampling method is given. The stream is the only source of randomness. */
export interface ResamplingOptions {
  readonly random: RandomStream;
  readonly draws?: number;
}

export interface IntervalOptions extends ResamplingOptions {
  readonly confidence?: number;
}

export const DEFAULT_DRAWS = 2000;
export const DEFAULT_CONFIDENCE = 0.95;
