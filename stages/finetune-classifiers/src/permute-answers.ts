import { permutation, type RandomStream } from "@limen/random";
import type { EncodedTrials } from "./encode-trials.ts";
import { TRAIN } from "./split-trials.ts";

/**
 * Answers with those of the training trials permuted among the people who saw the same stimulus: the group's choices
 * stay, who made them is lost. An individual model fitted on these may not gain anything.
 */
export function permuteAnswers(trials: EncodedTrials, role: Uint8Array, random: RandomStream): Int32Array {
  const permuted = Int32Array.from(trials.answer);
  const rowsOf = new Map<number, number[]>();
  for (let t = 0; t < trials.count; t++) {
    if (role[t] !== TRAIN) continue;
    const stimulus = trials.stimulus[t]!;
    const rows = rowsOf.get(stimulus);
    if (rows) rows.push(t);
    else rowsOf.set(stimulus, [t]);
  }
  for (const [stimulus, rows] of rowsOf) {
    const order = permutation(random.split(trials.stimuli[stimulus]!), rows.length);
    rows.forEach((row, i) => {
      permuted[row] = trials.answer[rows[order[i]!]!]!;
    });
  }
  return permuted;
}
