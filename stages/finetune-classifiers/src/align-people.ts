import { permutation, type RandomStream } from "@limen/random";
import type { Adapter } from "./adapter.ts";
import type { EncodedTrials } from "./encode-trials.ts";
import { biasAdapter, biasSlopeAdapter } from "./fit-bias-slope.ts";
import { lastLayerAdapter } from "./fit-last-layer.ts";
import { fitPeople, type PersonFit, type ShrinkageOptions } from "./fit-people.ts";
import { everyStimulus, gatherTrials, rowsWhere, type StimulusScores } from "./gather-trials.ts";
import { permuteAnswers } from "./permute-answers.ts";
import { type Split, TRAIN } from "./split-trials.ts";

export interface AlignOptions extends ShrinkageOptions {
  /** (trials) people with fewer training trials are given the group model. */
  readonly minTrials: number;
}

/** A fitted rung of the ladder; undefined for people with too few trials, who are given the group model. */
export interface AlignedModel {
  readonly name: string;
  readonly adapter: Adapter;
  readonly fits: readonly (PersonFit | undefined)[];
}

export interface AlignedPeople {
  /** individual_bias, individual_bias_slope, individual_last_layer, other_person, permuted_labels */
  readonly models: readonly AlignedModel[];
  /** (trials) the person's training trials, for each participant */
  readonly trainTrials: readonly number[];
}

/**
 * Fits the ladder of individual models to each person's training trials; no other trial is read.
 *
 * The group model is sharper on stimuli that it was trained on, and may be off as a whole. Both would look like
 * individuality, as everyone's fit would mend them. So people are fitted relative to the group model *recalibrated on
 * the same training trials* (one bias and slope for all), and the deviation found is applied to the group model as it
 * is: what an individual model gains is then the person's.
 */
export function alignPeople(
  trials: EncodedTrials,
  split: Split,
  group: StimulusScores,
  options: AlignOptions,
  random: RandomStream,
): AlignedPeople {
  const people = trials.participants.map((_, p) => p);
  const rows = people.map((p) => rowsWhere(trials, (t) => trials.person[t] === p && split.role[t] === TRAIN));
  const eligible = people.filter((p) => rows[p]!.length >= options.minTrials);
  const folds = eligible.map((p) => random.split("folds").split(trials.participants[p]!));
  const centred = recalibrated(trials, split, group, options);
  const fitAll = (adapter: Adapter, answers?: Int32Array) => {
    const data = eligible.map((p) => gatherTrials(trials, rows[p]!, centred, answers));
    return spread(fitPeople(adapter, data, options, folds), eligible, people.length);
  };
  const biasSlope = fitAll(biasSlopeAdapter);
  const permuted = permuteAnswers(trials, split.role, random.split("permuted labels"));
  const other = otherPeople(eligible, random.split("other person"));
  return {
    trainTrials: rows.map((own) => own.length),
    models: [
      { name: biasAdapter.name, adapter: biasAdapter, fits: fitAll(biasAdapter) },
      { name: biasSlopeAdapter.name, adapter: biasSlopeAdapter, fits: biasSlope },
      { name: lastLayerAdapter.name, adapter: lastLayerAdapter, fits: fitAll(lastLayerAdapter) },
      {
        name: "other_person",
        adapter: biasSlopeAdapter,
        fits: people.map((p) => biasSlope[other.get(p) ?? -1]),
      },
      { name: "permuted_labels", adapter: biasSlopeAdapter, fits: fitAll(biasSlopeAdapter, permuted) },
    ],
  };
}

/** The group's scores after one bias and slope for all old people's training trials. */
function recalibrated(
  trials: EncodedTrials,
  split: Split,
  group: StimulusScores,
  options: AlignOptions,
): StimulusScores {
  const rows = rowsWhere(trials, (t) => split.role[t] === TRAIN && split.newPerson[trials.person[t]!] === 0);
  const parameters = biasSlopeAdapter.fit(gatherTrials(trials, rows, group), Math.min(...options.precisions));
  return {
    ...group,
    logP: biasSlopeAdapter.logProbabilities(parameters, everyStimulus(group, trials.classes.length)),
  };
}

function spread(
  fits: readonly PersonFit[],
  eligible: readonly number[],
  count: number,
): (PersonFit | undefined)[] {
  const all: (PersonFit | undefined)[] = Array.from({ length: count }, () => undefined);
  eligible.forEach((person, i) => {
    all[person] = fits[i];
  });
  return all;
}

/** Another person for each: the next one in a random ring. Nobody when there is only one. */
function otherPeople(eligible: readonly number[], random: RandomStream): Map<number, number> {
  const ring = Array.from(permutation(random, eligible.length), (index) => eligible[index]!);
  if (ring.length < 2) return new Map();
  return new Map(ring.map((person, i) => [person, ring[(i + 1) % ring.length]!]));
}
