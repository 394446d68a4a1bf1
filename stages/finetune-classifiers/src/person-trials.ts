import type { AnsweredTrials } from "@limen/person-model";
import type { EncodedTrials } from "./encode-trials.ts";
import type { LayerInputs } from "./layer-inputs.ts";

/** What the group model says of each stimulus, computed once and shared by all people. */
export interface StimulusScores {
  /** (nats) log probabilities, [stimuli × classes] */
  readonly logP: Float64Array;
  /** The same as input of a confusion layer. */
  readonly evidence: LayerInputs;
  /** Few leading components of the penultimate features. */
  readonly leading: LayerInputs;
  /** Many of them. */
  readonly wide: LayerInputs;
}

/** Trials as a small individual model sees them: which stimulus, and what was answered. */
export interface PersonTrials extends AnsweredTrials {
  readonly scores: StimulusScores;
}

/** The trials of those rows. `answer` replaces the answers given, e.g. by permuted ones. */
export function trialsAt(
  trials: EncodedTrials,
  rows: ArrayLike<number>,
  scores: StimulusScores,
  answer: Int32Array = trials.answer,
): PersonTrials {
  return {
    classes: trials.classes.length,
    count: rows.length,
    scores,
    stimulus: Int32Array.from(rows, (row) => trials.stimulus[row]!),
    answer: Int32Array.from(rows, (row) => answer[row]!),
    targets: trials.targets,
  };
}

export function selectTrials(trials: PersonTrials, rows: ArrayLike<number>): PersonTrials {
  return {
    ...trials,
    count: rows.length,
    stimulus: Int32Array.from(rows, (row) => trials.stimulus[row]!),
    answer: Int32Array.from(rows, (row) => trials.answer[row]!),
  };
}

/** Each stimulus once, with the sum of these people's answers to it: the same likelihood, in as many rows as stimuli. */
export function pooledTrials(people: readonly PersonTrials[], weights?: ArrayLike<number>): PersonTrials {
  const first = people[0]!;
  const { classes, scores } = first;
  const values = new Float64Array(scores.logP.length);
  const mass = new Float64Array(values.length / classes);
  people.forEach(({ stimulus, answer, targets }, p) => {
    const weight = weights?.[p] ?? 1;
    for (let t = 0; t < stimulus.length; t++) {
      const to = stimulus[t]!;
      const row = answer[t]!;
      mass[to]! += weight * targets.mass[row]!;
      for (let c = 0; c < classes; c++) {
        const q = targets.values[row * classes + c]!;
        if (q > 0) values[to * classes + c]! += weight * q;
      }
    }
  });
  const rows = Int32Array.from(mass.keys()).filter((row) => mass[row]! > 0);
  return { ...first, count: rows.length, stimulus: rows, answer: rows, targets: { values, mass } };
}

/** Each stimulus once, to ask a model about all of them; nothing was answered. */
export function everyStimulus(scores: StimulusScores, classes: number): PersonTrials {
  const stimulus = Int32Array.from({ length: scores.logP.length / classes }, (_, s) => s);
  const targets = { values: new Float64Array(classes), mass: new Float64Array(1) };
  return { classes, count: stimulus.length, scores, stimulus, answer: stimulus.map(() => 0), targets };
}

/** (nats) what the group model says of the trials, [count × classes]. */
export function scoresAt(logP: Float64Array, { classes, count, stimulus }: PersonTrials): Float64Array {
  const out = new Float64Array(count * classes);
  for (let t = 0; t < count; t++) {
    const from = stimulus[t]! * classes;
    for (let c = 0; c < classes; c++) out[t * classes + c] = logP[from + c]!;
  }
  return out;
}

export interface Fit {
  /** (nats a trial) mean negative log-likelihood */
  readonly nats: number;
  /** Share of answers that are the model's most probable class; of a rating, its share of that class. */
  readonly accuracy: number;
}

/** How well log probabilities [count × classes] predict the answers; null when there are none. */
export function scoreAnswers(logP: Float64Array, trials: PersonTrials): Fit | null {
  const { classes, count, answer, targets } = trials;
  if (count === 0) return null;
  let nats = 0;
  let hits = 0;
  for (let t = 0; t < count; t++) {
    const start = t * classes;
    const row = answer[t]! * classes;
    let top = 0;
    for (let c = 0; c < classes; c++) {
      const q = targets.values[row + c]!;
      if (q > 0) nats -= q * logP[start + c]!;
      if (logP[start + c]! > logP[start + top]!) top = c;
    }
    hits += targets.values[row + top]!;
  }
  return { nats: nats / count, accuracy: hits / count };
}
