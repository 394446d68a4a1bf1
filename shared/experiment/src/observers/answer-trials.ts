import { categorical, type RandomStream } from "@limen/random";
import { choiceProbabilities } from "./choice-probabilities.ts";
import type { Observer } from "./draw-observer.ts";
import { relativeEntropy } from "./observer-scores.ts";
import type { World } from "./worlds.ts";

/** Standard deviation of the logarithm of the response time, trial to trial. */
const RT_NOISE = 0.3;
/** log of how much slower full doubt is than none: e^0.6 = 1.8 times. */
const RT_DOUBT = 0.6;
const FAST_RT_MS = 200;
const ONE_KEY_RT_MS = 450;
const ONE_KEY_SHARE = 0.9;

export interface Answer {
  /** Class index; null when it came after the deadline. */
  readonly response: number | null;
  readonly rtMs: number | null;
}

/** One observer's answers to z(x) of each trial, in order. Each trial has a stream of its own. */
export function answerTrials(
  observer: Observer,
  trials: readonly Float64Array[],
  world: Pick<World, "serialDependence" | "deadlineMs">,
  random: RandomStream,
): Answer[] {
  let previous: number | null = null;
  return trials.map((scores, index) => {
    const answer = answerOne(observer, scores, previous, world.serialDependence, random.split(index));
    previous = answer.response;
    return answer.rtMs > world.deadlineMs ? { response: null, rtMs: null } : answer;
  });
}

function answerOne(
  observer: Observer,
  scores: Float64Array,
  previous: number | null,
  serialDependence: number,
  random: RandomStream,
): { response: number; rtMs: number } {
  const noise = Math.exp(RT_NOISE * random.normal());
  if (observer.careless === "fast")
    return { response: random.integer(scores.length), rtMs: FAST_RT_MS * noise };
  if (observer.careless === "one-key") {
    const response = random.uniform() < ONE_KEY_SHARE ? observer.key : random.integer(scores.length);
    return { response, rtMs: ONE_KEY_RT_MS * noise };
  }
  const p = choiceProbabilities(observer, scores, previous, serialDependence);
  const rtMs = observer.baseRtMs * Math.exp(RT_DOUBT * relativeEntropy(p)) * noise;
  return { response: categorical(random, p), rtMs };
}
