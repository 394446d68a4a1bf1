import { categorical, type RandomStream } from "@limen/random";
import { choiceProbabilities } from "./choice-probabilities.ts";
import type { Observer } from "./draw-observer.ts";
import { gradeOf, surenessOf } from "./grades.ts";
import { responseTime, timeNoise } from "./response-time.ts";
import type { World } from "./worlds.ts";

const ONE_KEY_SHARE = 0.9;

export interface Answer {
  /** Class index; null when it came after the deadline. */
  readonly response: number | null;
  readonly rtMs: number | null;
  /** In [0, 1]; null where it is not asked, or nothing was answered. */
  readonly confidence: number | null;
  readonly intensity: number | null;
}

/** What is asked after an answer. */
export interface Asked {
  readonly confidence: boolean;
  readonly intensity: boolean;
}

const NO_MORE: Asked = { confidence: false, intensity: false };

type Answering = Pick<World, "serialDependence" | "deadlineMs">;

/** One observer's answers to z(x) of each trial, in order. */
export function answerTrials(
  observer: Observer,
  trials: readonly Float64Array[],
  world: Answering,
  random: RandomStream,
  asked: Asked = NO_MORE,
): Answer[] {
  return trials.map(startAnswering(observer, world, random, asked));
}

/** What answers the trials of one observer, one after the other. Each trial has a stream of its own. */
export function startAnswering(
  observer: Observer,
  world: Answering,
  random: RandomStream,
  asked: Asked = NO_MORE,
): (scores: Float64Array, index: number) => Answer {
  let previous: number | null = null;
  return (scores, index) => {
    const stream = random.split(index);
    const p = choiceProbabilities(observer, scores, previous, world.serialDependence);
    const rtMs = timeNoise(stream) * responseTime(observer, p);
    const response = choose(observer, p, stream);
    previous = response;
    if (rtMs > world.deadlineMs) return { response: null, rtMs: null, confidence: null, intensity: null };
    const share = p[response]!;
    return {
      response,
      rtMs,
      confidence: asked.confidence
        ? gradeOf(observer, surenessOf(share, p.length), stream.split("confidence"))
        : null,
      intensity: asked.intensity ? gradeOf(observer, share, stream.split("intensity")) : null,
    };
  };
}

/** One of several answers: by what is seen, or by how the careless answer. */
export function choose(observer: Observer, p: Float64Array, random: RandomStream): number {
  if (observer.careless === "fast") return random.integer(p.length);
  if (observer.careless === "one-key")
    return random.uniform() < ONE_KEY_SHARE ? observer.key % p.length : random.integer(p.length);
  return categorical(random, p);
}
