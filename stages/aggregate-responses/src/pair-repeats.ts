import { groupPlaces } from "@limen/tables";
import type { Answers } from "./encode-answers.ts";

/** A participant's answers to the first and the second showing of one stimulus, pair by pair. */
export interface RepeatPairs {
  readonly count: number;
  readonly participant: Int32Array;
  readonly stimulus: Int32Array;
  /** 1 where both answers are the same class, else 0; of ratings, how often two answers drawn from them would be. */
  readonly agrees: Float64Array;
}

/**
 * Pairs each repeat with the same person's first answer; third and later showings are left out. Pairs stand in the order of
 * the second answers.
 */
export function pairRepeats(answers: Answers): RepeatPairs {
  const pairedWith = findFirsts(answers);
  const seconds: number[] = [];
  for (let i = 0; i < pairedWith.length; i++) if (pairedWith[i] !== NO_PLACE) seconds.push(i);
  const places = Int32Array.from(seconds);
  return {
    count: places.length,
    participant: places.map((i) => answers.participant[i]!),
    stimulus: places.map((i) => answers.stimulus[i]!),
    agrees: Float64Array.from(places, (i) => agreementOf(answers, i, pairedWith[i]!)),
  };
}

function agreementOf({ response, shares, classes: { length } }: Answers, a: number, b: number): number {
  if (shares === null) return response[a] === response[b] ? 1 : 0;
  let sum = 0;
  for (let c = 0; c < length; c++) sum += shares[a * length + c]! * shares[b * length + c]!;
  return sum;
}

const NO_PLACE = -1;
const PAIRED = -2;

/** For each answer that is the second of a pair the place of the first, else NO_PLACE. */
function findFirsts({ participants, participant, stimuli, stimulus, isRepeat }: Answers): Int32Array {
  const pairedWith = new Int32Array(isRepeat.length).fill(NO_PLACE);
  const { starts, places } = groupPlaces(participant, participants.length);
  // Of the participant at hand, by stimulus.
  const firsts = new Int32Array(stimuli.length).fill(NO_PLACE);
  for (let p = 0; p < participants.length; p++) {
    const own = places.subarray(starts[p]!, starts[p + 1]!);
    for (const i of own) {
      const first = firsts[stimulus[i]!]!;
      if (first === PAIRED) continue;
      if (isRepeat[i] === 0) firsts[stimulus[i]!] = i;
      // A repeat without a first answer: the first one came too late.
      else if (first !== NO_PLACE) {
        pairedWith[i] = first;
        firsts[stimulus[i]!] = PAIRED;
      }
    }
    for (const i of own) firsts[stimulus[i]!] = NO_PLACE;
  }
  return pairedWith;
}
