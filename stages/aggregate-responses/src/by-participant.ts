import type { TrialColumns } from "./trial-columns.ts";

/** Places of each participant's trials, in the order of their numbers. */
export function* byParticipant({
  participants,
  participant,
  trial,
  count,
}: TrialColumns): Generator<Int32Array> {
  const starts = new Int32Array(participants.length + 1);
  for (let i = 0; i < count; i++) starts[participant[i]! + 1]!++;
  for (let p = 0; p < participants.length; p++) starts[p + 1]! += starts[p]!;
  const next = starts.slice();
  const places = new Int32Array(count);
  for (let i = 0; i < count; i++) places[next[participant[i]!]!++] = i;
  for (let p = 0; p < participants.length; p++) {
    // Of equal numbers the one that comes first in the table stays first.
    yield places.subarray(starts[p]!, starts[p + 1]!).sort((a, b) => trial[a]! - trial[b]! || a - b);
  }
}
