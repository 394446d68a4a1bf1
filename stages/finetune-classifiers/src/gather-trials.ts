import type { PersonTrials } from "./adapter.ts";
import type { EncodedTrials } from "./encode-trials.ts";

/** What the group model says of each stimulus, computed once. */
export interface StimulusScores {
  /** (nats) log probabilities, [stimuli × classes] */
  readonly logP: Float64Array;
  /** [stimuli × width] */
  readonly features: Float64Array;
  readonly width: number;
}

/** The rows of the trials for which `keep` holds, in order. */
export function rowsWhere(trials: EncodedTrials, keep: (trial: number) => boolean): number[] {
  const rows: number[] = [];
  for (let t = 0; t < trials.count; t++) if (keep(t)) rows.push(t);
  return rows;
}

/** Looks the stimuli of those trials up. `response` replaces the answers given, e.g. by permuted ones. */
export function gatherTrials(
  trials: EncodedTrials,
  rows: readonly number[],
  stimuli: StimulusScores,
  response: Int32Array = trials.response,
): PersonTrials {
  const classes = trials.classes.length;
  const { width } = stimuli;
  const scores = new Float64Array(rows.length * classes);
  const features = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    const s = trials.stimulus[row]!;
    scores.set(stimuli.logP.subarray(s * classes, (s + 1) * classes), i * classes);
    features.set(stimuli.features.subarray(s * width, (s + 1) * width), i * width);
  });
  return {
    classes,
    width,
    count: rows.length,
    scores,
    features,
    response: Int32Array.from(rows, (row) => response[row]!),
    stimulus: Int32Array.from(rows, (row) => trials.stimulus[row]!),
  };
}

/** Each stimulus once, as if it had been answered; for models without features. */
export function everyStimulus(group: StimulusScores, classes: number): PersonTrials {
  const count = group.logP.length / classes;
  const none = new Int32Array(count);
  return {
    classes,
    count,
    width: 0,
    features: new Float64Array(0),
    scores: group.logP,
    response: none,
    stimulus: none,
  };
}
