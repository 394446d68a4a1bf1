import type { RandomStream } from "@limen/random";
import { choiceProbabilities } from "./choice-probabilities.ts";
import type { Observer } from "./draw-observer.ts";
import { gradeOf } from "./grades.ts";
import { responseTime, timeNoise } from "./response-time.ts";

export interface Rating {
  /** One a class, in [0, 1]. */
  readonly ratings: Float32Array;
  readonly rtMs: number;
}

/**
 * One observer's ratings of every class at z(x) of each trial: the probability with which they would choose it, with some noise, on
 * the scale. Careless observers give any step, or all to their one class. There is no deadline, and nothing of the trial before.
 */
export function rateFaces(
  observer: Observer,
  trials: readonly Float64Array[],
  scale: "steps" | "sliders",
  random: RandomStream,
): Rating[] {
  return trials.map((scores, index) => {
    const stream = random.split(index);
    const p = choiceProbabilities(observer, scores, null, 0);
    // Each class takes about half as long as choosing one.
    const rtMs = timeNoise(stream) * responseTime(observer, p) * (1 + p.length / 2);
    const ratings = Float32Array.from(p, (share, c) =>
      observer.careless === "one-key"
        ? Number(c === observer.key)
        : gradeOf(observer, share, stream.split(c), scale),
    );
    return { ratings, rtMs };
  });
}
