import { type EncodedTrials, trialsOf } from "./encode-trials.ts";
import { type Split, TEST_NEW, TRAIN } from "./split-trials.ts";

/** What of the data needs a second look, one line each: such people and stimuli are handled, and counted here. */
export function describeStudy(trials: EncodedTrials, split: Split, minTrials: number): string[] {
  const people = trials.participants.map((_, person) => person);
  const rows = (person: number, keep: (trial: number) => boolean) => trialsOf(trials, person, keep);
  const few = people.filter((p) => rows(p, (t) => split.role[t] === TRAIN).length < minTrials);
  const untested = people.filter((p) => rows(p, (t) => split.role[t] === TEST_NEW).length === 0);
  const oneKey = people.filter((p) => new Set(rows(p, () => true).map((t) => trials.answer[t])).size === 1);
  const answered = new Set(trials.stimulus);
  const silent = trials.stimuli.length - answered.size;
  const answers = new Set(trials.answer);
  const { values } = trials.targets;
  const count = trials.classes.length;
  const never = trials.classes.filter((_, c) => [...answers].every((row) => values[row * count + c] === 0));
  const line = (number: number, text: string) => (number === 0 ? [] : [`${number} ${text}`]);
  return [
    ...line(few.length, `participants with fewer than ${minTrials} training trials keep the group model`),
    ...line(untested.length, "participants have no held-out answer to a new stimulus: no row there"),
    ...line(oneKey.length, "participants gave the same answer in every trial"),
    ...line(silent, "stimuli have no answer: they count as new, and only the predictions name them"),
    ...line(never.length, `classes were never chosen: ${never.join(", ")}`),
  ];
}
