import type { RandomStream } from "@limen/random";
import { choose } from "./answer-trials.ts";
import { choiceProbabilities } from "./choice-probabilities.ts";
import type { Observer } from "./draw-observer.ts";
import { gradeOf, surenessOf } from "./grades.ts";
import { responseTime, timeNoise } from "./response-time.ts";
import type { World } from "./worlds.ts";

/** z(x) of both faces, and the index of the class that is asked for. */
export interface Pairing {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly asked: number;
}

export interface Comparison {
  /** Null when it came after the deadline. */
  readonly response: "left" | "right" | null;
  readonly rtMs: number | null;
  /** In [0, 1]; null where it is not asked, or nothing was answered. */
  readonly confidence: number | null;
}

/** One observer's comparisons, in order. Each has a stream of its own, and nothing of the trial before. */
export function compareFaces(
  observer: Observer,
  pairs: readonly Pairing[],
  { deadlineMs }: Pick<World, "deadlineMs">,
  random: RandomStream,
  asked: { readonly confidence: boolean } = { confidence: false },
): Comparison[] {
  return pairs.map((pair, index) => {
    const stream = random.split(index);
    const left = probabilityOfLeft(observer, pair);
    const p = Float64Array.of(left, 1 - left);
    const rtMs = timeNoise(stream) * responseTime(observer, p);
    const side = choose(observer, p, stream);
    if (rtMs > deadlineMs) return { response: null, rtMs: null, confidence: null };
    return {
      response: side === 0 ? "left" : "right",
      rtMs,
      confidence: asked.confidence
        ? gradeOf(observer, surenessOf(p[side]!, 2), stream.split("confidence"))
        : null,
    };
  });
}

/**
 * (1−λ) σ(ℓ(left) − ℓ(right)) + λ/2, with ℓ(x) the log-odds log p(c|x) − log(1 − p(c|x)) by which this observer, lapses left aside,
 * would choose the class asked for: the model of choices, seen through a comparison.
 */
export function probabilityOfLeft(observer: Observer, { left, right, asked }: Pairing): number {
  const attentive = { ...observer, lapse: 0 };
  const logOdds = (scores: Float64Array) => {
    const p = choiceProbabilities(attentive, scores, null, 0)[asked]!;
    return Math.log(Math.max(p, FLOOR)) - Math.log(Math.max(1 - p, FLOOR));
  };
  const difference = logOdds(left) - logOdds(right);
  return (1 - observer.lapse) / (1 + Math.exp(-difference)) + observer.lapse / 2;
}

/** Nobody is surer than this; keeps the logarithm finite. */
const FLOOR = 1e-9;
