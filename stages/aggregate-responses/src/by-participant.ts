import { groupPlaces } from "@limen/tables";
import type { TrialColumns } from "./trial-columns.ts";

/** Whose each trial is, and which of theirs. */
export type NumberedTrials = Pick<TrialColumns, "participants" | "participant" | "trial">;

/** Places of each participant's trials, in the order of their numbers. */
export function* byParticipant({ participants, participant, trial }: NumberedTrials): Generator<Int32Array> {
  const { starts, places } = groupPlaces(participant, participants.length);
  for (let p = 0; p < participants.length; p++) {
    const own = places.subarray(starts[p]!, starts[p + 1]!);
    // Of equal numbers the one that comes first in the table stays first.
    if (!areInOrder(own, trial)) own.sort((a, b) => trial[a]! - trial[b]! || a - b);
    yield own;
  }
}

function areInOrder(places: Int32Array, trial: Int32Array): boolean {
  for (let i = 1; i < places.length; i++) if (trial[places[i - 1]!]! > trial[places[i]!]!) return false;
  return true;
}
