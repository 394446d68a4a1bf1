import { permutation, type RandomStream } from "@limen/random";
import type { Adapter, Rung } from "./adapter.ts";
import { chooseRungs, type RungChoice } from "./choose-rung.ts";
import { type EncodedTrials, trialsOf } from "./encode-trials.ts";
import { fitPeople, type PersonFit, type PoolingOptions, type Student } from "./fit-people.ts";
import { permuteAnswers } from "./permute-answers.ts";
import { everyStimulus, pooledTrials, type StimulusScores, trialsAt } from "./person-trials.ts";
import { type LadderOptions, rungsOf } from "./rungs.ts";
import { type Split, TRAIN } from "./split-trials.ts";

/** The rung that the controls are built on: another person's, and that of permuted answers. */
const CONTROL = "individual_bias_slope";

export interface AlignOptions extends PoolingOptions, LadderOptions {
  /** (trials) people with fewer training trials are given the group model. */
  readonly minTrials: number;
}

/** A fitted rung of the ladder; undefined for people with too few trials, who are given the group model. */
export interface AlignedModel {
  readonly name: string;
  readonly fits: readonly (PersonFit | undefined)[];
}

export interface AlignedPeople {
  /** The rungs, then individual_chosen, other_person and permuted_labels. */
  readonly models: readonly AlignedModel[];
  /** Behind individual_chosen, for each participant; undefined with too few trials. */
  readonly choices: readonly (RungChoice | undefined)[];
  readonly rungs: readonly Rung[];
  /** Rows of the person's training trials, for each participant. */
  readonly trainRows: readonly Int32Array[];
  /** The group's scores after what the rung's people have in common, see below. */
  centred(rung: Rung): StimulusScores;
}

/**
 * Fits the ladder of individual models to each person's training trials; no other trial is read.
 *
 * The group model is sharper on stimuli that it was trained on, and may be off as a whole. Both would look like
 * individuality, as everyone's fit would mend them. So people are fitted relative to the group model *recalibrated on
 * the same training trials* (one deviation of the rung's own kind for all), and the deviation found is applied to the
 * group model as it is: what an individual model gains is then the person's.
 */
export function alignPeople(
  trials: EncodedTrials,
  split: Split,
  group: StimulusScores,
  options: AlignOptions,
  random: RandomStream,
): AlignedPeople {
  const people = trials.participants.map((_, p) => p);
  const rows = people.map((p) => Int32Array.from(trialsOf(trials, p, (t) => split.role[t] === TRAIN)));
  const eligible = people.filter((p) => rows[p]!.length >= options.minTrials);
  const classes = trials.classes.length;
  const used = split.newStimulus.map((isNew) => 1 - isNew);
  const rungs = rungsOf(classes, used, options, random.split("rungs"));
  const centred = recalibration(trials, split, rows, group, Math.min(...options.precisions));
  const fitAll = (rung: Rung, answer?: Int32Array) => {
    const scores = centred(rung.common);
    const students = eligible.map(
      (p): Student => ({
        trials: trialsAt(trials, rows[p]!, scores, answer),
        old: split.newPerson[p] === 0,
        random: random.split("folds").split(trials.participants[p]!),
      }),
    );
    const fits = fitPeople(rung, students, options, random);
    return spread(fits, eligible, people.length);
  };
  const ladder = rungs.map((rung) => ({ name: rung.name, fits: fitAll(rung) }));
  const choices = chooseRungs(ladder);
  const permuted = permuteAnswers(trials, split.role, random.split("permuted labels"));
  const control = rungs.find(({ name }) => name === CONTROL)!;
  const biasSlope = ladder.find(({ name }) => name === CONTROL)!.fits;
  const other = otherPeople(eligible, random.split("other person"));
  return {
    rungs,
    trainRows: rows,
    centred: (rung) => centred(rung.common),
    choices,
    models: [
      ...ladder,
      { name: "individual_chosen", fits: choices.map((choice) => choice?.fit) },
      { name: "other_person", fits: people.map((p) => biasSlope[other.get(p) ?? -1]) },
      { name: "permuted_labels", fits: fitAll(control, permuted) },
    ],
  };
}

/** The group's scores after one deviation of that kind for all old people's training trials, computed once a kind. */
function recalibration(
  trials: EncodedTrials,
  split: Split,
  rows: readonly Int32Array[],
  group: StimulusScores,
  precision: number,
): (adapter: Adapter) => StimulusScores {
  const old = rows.flatMap((own, p) => (split.newPerson[p] === 0 ? [trialsAt(trials, own, group)] : []));
  const pooled = pooledTrials(old);
  const every = everyStimulus(group, trials.classes.length);
  const known = new Map<Adapter, StimulusScores>();
  return (adapter) => {
    const found = known.get(adapter);
    if (found) return found;
    const [parameters] = adapter.fit(pooled, [precision]);
    const centred = { ...group, logP: adapter.logProbabilities(parameters!, every) };
    known.set(adapter, centred);
    return centred;
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
