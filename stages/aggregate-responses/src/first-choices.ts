import { groupPlaces } from "@limen/tables";
import { countChoices } from "./count-choices.ts";
import type { Answers } from "./encode-answers.ts";

/** First answers participant by participant, so that counting those of some participants reads no others. */
export interface FirstChoices {
  readonly participants: number;
  readonly classes: number;
  /** Cell of the counts, stimulus × classes + class, of each answer; those of p stand in [starts[p], starts[p + 1]). */
  readonly cells: Int32Array;
  readonly starts: Int32Array;
  /** Each answer shared out among the classes, which begin at its cell; null: every answer is all of its cell's class. */
  readonly shares: Float64Array | null;
  /** Counts [stimuli × classes] of all participants. */
  readonly counts: Float64Array;
}

export function firstChoices(answers: Answers): FirstChoices {
  const { participant, stimulus, response, isRepeat, shares } = answers;
  const classes = answers.classes.length;
  const participants = answers.participants.length;
  const { starts, places } = groupPlaces(
    participant.map((p, i) => (isRepeat[i] === 1 ? -1 : p)),
    participants,
  );
  const cells = places.map((i) => stimulus[i]! * classes + (shares === null ? response[i]! : 0));
  const own = shares && new Float64Array(places.length * classes);
  places.forEach((i, at) => {
    own?.set(shares!.subarray(i * classes, (i + 1) * classes), at * classes);
  });
  return { participants, classes, cells, starts, shares: own, counts: countChoices(answers) };
}

/** Counts [stimuli × classes] of these participants. */
export function countOf(
  { cells, starts, counts, shares, classes }: FirstChoices,
  participants: Int32Array,
): Float64Array {
  const own = new Float64Array(counts.length);
  for (const p of participants) {
    const end = starts[p + 1]!;
    for (let i = starts[p]!; i < end; i++) {
      if (shares === null) own[cells[i]!]!++;
      else for (let c = 0; c < classes; c++) own[cells[i]! + c]! += shares[i * classes + c]!;
    }
  }
  return own;
}
