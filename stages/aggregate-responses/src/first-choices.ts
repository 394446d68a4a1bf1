import { type Answers, countChoices } from "./encode-answers.ts";
import { groupPlaces } from "./group-places.ts";

/** First answers participant by participant, so that counting those of some participants reads no others. */
export interface FirstChoices {
  readonly participants: number;
  readonly classes: number;
  /** Cell of the counts, stimulus × classes + class, of each answer; those of p stand in [starts[p], starts[p + 1]). */
  readonly cells: Int32Array;
  readonly starts: Int32Array;
  /** Counts [stimuli × classes] of all participants. */
  readonly counts: Int32Array;
}

export function firstChoices(answers: Answers): FirstChoices {
  const { participant, stimulus, response, isRepeat } = answers;
  const classes = answers.classes.length;
  const participants = answers.participants.length;
  const { starts, places } = groupPlaces(
    participant.map((p, i) => (isRepeat[i] === 1 ? -1 : p)),
    participants,
  );
  const cells = places.map((i) => stimulus[i]! * classes + response[i]!);
  return { participants, classes, cells, starts, counts: countChoices(answers) };
}

/** Counts [stimuli × classes] of these participants. */
export function countOf({ cells, starts, counts }: FirstChoices, participants: Int32Array): Int32Array {
  const own = new Int32Array(counts.length);
  for (const p of participants) {
    const end = starts[p + 1]!;
    for (let i = starts[p]!; i < end; i++) own[cells[i]!]!++;
  }
  return own;
}
