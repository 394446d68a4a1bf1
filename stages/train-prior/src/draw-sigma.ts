import type { RandomStream } from "@limen/random";
import type { Params } from "./params.ts";

/** (pixel units) Noise levels of all trainings: the log-normal reaches beyond them about once in a million draws. */
export const LEAST = 0.002;
export const MOST = 80;

/** Draws the noise level of a training image. */
export type DrawSigma = (stream: RandomStream) => number;

/** Log-normal (Karras et al. 2022, table 1), drawn anew until it is in [from, to). */
export function logNormalSigma(
  { pMean, pStd }: Pick<Params, "pMean" | "pStd">,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): DrawSigma {
  return (stream) => {
    for (;;) {
      const sigma = Math.exp(pMean + pStd * stream.normal());
      if (sigma >= from && sigma < to) return Math.min(MOST, Math.max(LEAST, sigma));
    }
  };
}
