import { PROBABILITY_FLOOR } from "@limen/stats";
import { countChoices } from "./count-choices.ts";
import type { EncodedTrials } from "./encode-trials.ts";
import type { PersonTrials } from "./person-trials.ts";
import type { ScoredModel } from "./score-models.ts";

/** Weights (answers) of the group model that the ceiling chooses from. */
const WEIGHTS = [0.5, 1, 2, 4, 8, 16, 32, 64];

/**
 * How well a person's answer is told by what the others answered to the very same stimulus, held-out answers of others
 * included: about the most that a model which says the same for everybody can reach. The shares are smoothed towards the
 * group model's, as much as tells all answers best; the person's own answers are left out.
 */
export function noiseCeiling(trials: EncodedTrials, groupLogP: Float64Array): ScoredModel {
  const classes = trials.classes.length;
  const { counts } = countChoices(trials, (t) => trials.isChosen[t] === 0);
  const { values, mass } = trials.targets;
  const totals = new Float64Array(trials.stimuli.length);
  counts.forEach((count, i) => {
    totals[Math.floor(i / classes)]! += count;
  });
  /** The person's own answers to the stimulus are taken out. */
  const logP = (own: PersonTrials, weight: number) => {
    const mine = new Map<number, Float64Array>();
    for (let t = 0; t < own.count; t++) {
      const s = own.stimulus[t]!;
      const sum = mine.get(s) ?? new Float64Array(classes + 1);
      mine.set(s, sum);
      for (let c = 0; c < classes; c++) sum[c]! += values[own.answer[t]! * classes + c]!;
      sum[classes]! += mass[own.answer[t]!]!;
    }
    const out = new Float64Array(own.count * classes);
    for (let t = 0; t < own.count; t++) {
      const s = own.stimulus[t]!;
      const sum = mine.get(s)!;
      const total = Math.max(0, totals[s]! - sum[classes]!) + weight;
      for (let c = 0; c < classes; c++) {
        const others = Math.max(0, counts[s * classes + c]! - sum[c]!);
        const p = (others + weight * Math.exp(groupLogP[s * classes + c]!)) / total;
        out[t * classes + c] = Math.log(Math.max(p, PROBABILITY_FLOOR));
      }
    }
    return out;
  };
  const best = WEIGHTS.map((weight) => ({
    weight,
    nats: leaveOneOut(trials, counts, totals, groupLogP, weight),
  })).reduce((a, b) => (b.nats < a.nats ? b : a));
  return {
    name: "noise_ceiling",
    trainTrials: () => 0,
    logProbabilities: (_, test) => logP(test, best.weight),
  };
}

/** (nats) of all answers, each told by the other answers to its stimulus. */
function leaveOneOut(
  trials: EncodedTrials,
  counts: Float64Array,
  totals: Float64Array,
  groupLogP: Float64Array,
  weight: number,
): number {
  const classes = trials.classes.length;
  let nats = 0;
  counts.forEach((count, i) => {
    if (count === 0) return;
    const total = Math.max(0, totals[Math.floor(i / classes)]! - 1) + weight;
    const others = Math.max(0, count - 1) + weight * Math.exp(groupLogP[i]!);
    nats -= count * Math.log(Math.max(others / total, PROBABILITY_FLOOR));
  });
  return nats;
}
