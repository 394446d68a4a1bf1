import { binomialTail, median } from "@limen/stats";
import type { Params } from "./params.ts";

/** One trial, stimuli and classes as numbers. */
export interface ParticipantTrial {
  readonly stimulus: number;
  /** Null: no answer in time. */
  readonly response: number | null;
  readonly rtMs: number | null;
  /** The class that an attentive person chooses; null: no catch trial. */
  readonly catchClass: number | null;
  readonly isRepeat: boolean;
}

/** What one rule says about one participant. */
export interface Verdict {
  readonly rule: "catch_accuracy" | "median_rt" | "one_key" | "repeat_agreement" | "min_trials";
  /** Null when the participant has no trials of that sort: then the rule does not strike. */
  readonly value: number | null;
  readonly threshold: number;
  readonly excluded: boolean;
}

/** The preregistered rules, all of them, on the trials of one participant. */
export function judgeParticipant(
  trials: readonly ParticipantTrial[],
  params: Params,
  classes: number,
): Verdict[] {
  const catches = trials.filter((trial) => trial.catchClass !== null);
  const judged = trials.filter((trial) => trial.catchClass === null && trial.response !== null);
  return [
    atLeast("catch_accuracy", catchAccuracy(catches), params.minCatchAccuracy),
    atLeast("median_rt", medianRt(trials), params.minMedianRt),
    atMost("one_key", largestShare(judged), params.maxOneKey),
    judgeRepeats(judged, params, classes),
    atLeast("min_trials", judged.length, params.minTrials),
  ];
}

function atLeast(rule: Verdict["rule"], value: number | null, threshold: number): Verdict {
  return { rule, value, threshold, excluded: value !== null && value < threshold };
}

function atMost(rule: Verdict["rule"], value: number | null, threshold: number): Verdict {
  return { rule, value, threshold, excluded: value !== null && value > threshold };
}

/** No answer in time counts as wrong. */
function catchAccuracy(catches: readonly ParticipantTrial[]): number | null {
  if (catches.length === 0) return null;
  return catches.filter((trial) => trial.response === trial.catchClass).length / catches.length;
}

function medianRt(trials: readonly ParticipantTrial[]): number | null {
  return median(trials.flatMap((trial) => (trial.rtMs === null ? [] : [trial.rtMs])));
}

function largestShare(judged: readonly ParticipantTrial[]): number | null {
  if (judged.length === 0) return null;
  const counts = new Map<number, number>();
  for (const { response } of judged) counts.set(response!, (counts.get(response!) ?? 0) + 1);
  return Math.max(...counts.values()) / judged.length;
}

/**
 * Repeats agree no more often than guessing would (1/C): the limit is the smallest agreement whose one-sided binomial
 * p-value is at most repeatAlpha. The default level, a half, is lenient on purpose: an honest person at faces on a
 * boundary agrees with themself on some 40 % of repeats only, and a stricter level excludes the most doubtful of them
 * (at .2, a tenth of W0), which makes those who are left look more alike to themselves than to others.
 */
function judgeRepeats(judged: readonly ParticipantTrial[], params: Params, classes: number): Verdict {
  const firsts = new Map<number, number>();
  let pairs = 0;
  let agreeing = 0;
  for (const trial of judged) {
    const first = firsts.get(trial.stimulus);
    if (!trial.isRepeat) firsts.set(trial.stimulus, trial.response!);
    else if (first !== undefined) {
      pairs++;
      if (trial.response === first) agreeing++;
    }
  }
  const enough = pairs >= params.minRepeats;
  const threshold = leastAgreement(enough ? pairs : params.minRepeats, 1 / classes, params.repeatAlpha);
  return atLeast("repeat_agreement", enough ? agreeing / pairs : null, threshold);
}

function leastAgreement(pairs: number, chance: number, alpha: number): number {
  let agreeing = 0;
  while (agreeing < pairs && binomialTail(agreeing, pairs, chance) > alpha) agreeing++;
  return agreeing / pairs;
}
