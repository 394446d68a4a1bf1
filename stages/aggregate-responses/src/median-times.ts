import { median } from "@limen/stats";
import { groupPlaces } from "@limen/tables";
import type { Answers } from "./encode-answers.ts";

/** (milliseconds) Median response time of the first answers to each stimulus; null where none has a time. */
export function medianTimes({ stimuli, stimulus, isRepeat, rt }: Answers): (number | null)[] {
  const timed = stimulus.map((s, i) => (isRepeat[i] === 1 || Number.isNaN(rt[i]!) ? -1 : s));
  const { starts, places } = groupPlaces(timed, stimuli.length);
  return stimuli.map((_, s) =>
    median(Float64Array.from(places.subarray(starts[s]!, starts[s + 1]!), (i) => rt[i]!)),
  );
}
