import { permutation, type RandomStream, subset } from "@limen/random";
import type { Adapter, Rung } from "./adapter.ts";
import { type PersonTrials, scoreAnswers, scoresAt, selectTrials } from "./person-trials.ts";

export interface PoolingOptions {
  /** Inner folds within each person's training trials. */
  readonly folds: number;
  /** people: one setting for all, by the folds of all; person: each their own. */
  readonly pooling: "people" | "person";
  /** (people) whose folds choose the setting for all, at most. */
  readonly choosers: number;
}

/** A rank and a pull. */
export interface Setting {
  readonly rank: number;
  /** (nats⁻²) */
  readonly precision: number;
}

export interface PersonFit {
  /** Null: the group model itself was better than any deviation. */
  readonly setting: Setting | null;
  readonly adapter: Adapter | null;
  readonly parameters: Float64Array | null;
  /** (nats a trial) by how much the setting beat the group in the inner folds that chose it; 0 for the group. */
  readonly innerGain: number;
}

export interface Student {
  readonly trials: PersonTrials;
  /** Whether the population may be learnt from this person. */
  readonly old: boolean;
  /** Of the inner folds: the same for every rung, so that their gains are of the same trials. */
  readonly random: RandomStream;
}

export const GROUP_FIT: PersonFit = { setting: null, adapter: null, parameters: null, innerGain: 0 };

/**
 * Fits a rung to each person. How strong the pull towards the group is, and the number of shared directions, is chosen
 * by cross-validation within people's training trials, the only trials this function ever sees; the group itself is
 * always a candidate. What people share is learnt anew without each fold, and from old people only.
 *
 * `pooling: "people"` sums the inner losses over old people first: the pull is a property of the population (its
 * spread), and one person's folds are too noisy to choose it. Measured: see the README.
 */
export function fitPeople(
  rung: Rung,
  students: readonly Student[],
  options: PoolingOptions,
  random: RandomStream,
): PersonFit[] {
  const settings = rung.ranks.flatMap((rank) => rung.precisions.map((precision) => ({ rank, precision })));
  const old = students.filter((student) => student.old);
  if (old.length === 0 || settings.length === 0) return students.map(() => GROUP_FIT);
  const choose = (gains: readonly Float64Array[], asked: readonly Student[]) =>
    choiceOf(gains, settings, trialsIn(asked));
  const chosen = choosers(old, options, random);
  const isShared = options.pooling === "people";
  const shared = isShared ? choose(innerGains(rung, chosen, chosen, options), chosen) : null;
  const own = isShared ? [] : innerGains(rung, chosen, students, options);
  if (isShared && shared === null) return students.map(() => GROUP_FIT);
  const learn = rung.learn(old.map((student) => student.trials));
  const adapters = new Map<number, Adapter>();
  const adapterOf = (rank: number) => {
    const adapter = adapters.get(rank) ?? learn(rank);
    adapters.set(rank, adapter);
    return adapter;
  };
  return students.map((student, i) => {
    const choice = isShared ? shared : choose([own[i]!], [student]);
    if (choice === null) return GROUP_FIT;
    const { setting, innerGain } = choice;
    const adapter = adapterOf(setting.rank);
    return { setting, adapter, parameters: adapter.fit(student.trials, [setting.precision])[0]!, innerGain };
  });
}

function choosers(
  old: readonly Student[],
  options: PoolingOptions,
  random: RandomStream,
): readonly Student[] {
  return subset(random.split("choosers"), old.length, options.choosers).map((index) => old[index]!);
}

/** (nats) by how much each setting beats the group on held-out folds, summed over the trials of each student. */
function innerGains(
  rung: Rung,
  teachers: readonly Student[],
  students: readonly Student[],
  options: PoolingOptions,
): Float64Array[] {
  const size = rung.ranks.length * rung.precisions.length;
  const gains = students.map(() => new Float64Array(size));
  const folds = new Map(
    [...new Set([...teachers, ...students])].map((student) => [
      student,
      foldsOf(student.trials, options.folds, student.random),
    ]),
  );
  const part = (student: Student, keep: (fold: number) => boolean) => {
    const fold = folds.get(student)!;
    return selectTrials(
      student.trials,
      Int32Array.from(fold.keys()).filter((row) => keep(fold[row]!)),
    );
  };
  for (let k = 0; k < options.folds; k++) {
    const learn = rung.learn(teachers.map((student) => part(student, (fold) => fold !== k)));
    const adapters = rung.ranks.map(learn);
    students.forEach((student, i) => {
      const train = part(student, (fold) => fold !== k);
      const valid = part(student, (fold) => fold === k);
      const group = scoreAnswers(scoresAt(valid.scores.logP, valid), valid);
      if (group === null) return;
      adapters.forEach((adapter, r) => {
        adapter.fit(train, rung.precisions).forEach((parameters, j) => {
          const fit = scoreAnswers(adapter.logProbabilities(parameters, valid), valid)!;
          gains[i]![r * rung.precisions.length + j]! += (group.nats - fit.nats) * valid.count;
        });
      });
    });
  }
  return gains;
}

/** A fold for each trial; all showings of one stimulus get the same. */
function foldsOf(trials: PersonTrials, folds: number, random: RandomStream): Int32Array {
  const stimuli = [...new Set(trials.stimulus)].sort((a, b) => a - b);
  const order = permutation(random, stimuli.length);
  const foldOf = new Map(stimuli.map((stimulus, index) => [stimulus, order[index]! % folds]));
  return trials.stimulus.map((stimulus) => foldOf.get(stimulus)!);
}

const trialsIn = (students: readonly Student[]) =>
  students.reduce((sum, { trials }) => sum + trials.count, 0);

/** The setting of the largest summed gain above zero, the first on a tie; null: none beats the group model. */
function choiceOf(gains: readonly Float64Array[], settings: readonly Setting[], trials: number) {
  const sums = settings.map((_, k) => gains.reduce((sum, own) => sum + own[k]!, 0));
  const best = sums.reduce((top, sum, k) => (sum > (top < 0 ? 0 : sums[top]!) ? k : top), -1);
  return best < 0 ? null : { setting: settings[best]!, innerGain: sums[best]! / trials };
}
