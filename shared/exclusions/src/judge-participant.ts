import { binomialTail, median } from "@limen/stats";
import type { ExclusionParams } from "./params.ts";
import { hasAnswer, NONE, ratingsOf } from "./ratings-of.ts";

/** Trials of everybody, column by column, names as numbers. */
export interface JudgedTrials {
  readonly classes: readonly string[];
  readonly stimuli: readonly string[];
  readonly stimulus: Int32Array;
  /** Index of the class, or NONE. */
  readonly response: Int8Array;
  /** The class that an attentive person chooses, or NONE: no catch trial. */
  readonly catchClass: Int8Array;
  /** (milliseconds) NaN: none. */
  readonly rt: Float64Array;
  readonly isRepeat: Uint8Array;
  /** In [0, 1], classes a trial, NaN where a trial is no rating; null: none is. */
  readonly ratings: Float32Array | null;
}

/** What one rule says about one participant. */
export interface Verdict {
  readonly rule: "catch_accuracy" | "median_rt" | "one_key" | "repeat_agreement" | "min_trials";
  /** Null when the participant has no trials of that sort: then the rule does not strike. */
  readonly value: number | null;
  readonly threshold: number;
  readonly excluded: boolean;
}

/**
 * The preregistered rules, all of them, on the trials of one participant, given by their places. `keys` is what one_key counts, from 0
 * on; NONE: nothing.
 */
export function participantJudge(
  trials: JudgedTrials,
  params: ExclusionParams,
  keys: Int8Array = keysOf(trials),
): (places: Int32Array) => readonly Verdict[] {
  const repeats = repeatCounter(trials);
  return (places) => {
    const catches = countCatches(trials, places);
    const judged = places.filter((i) => trials.catchClass[i] === NONE && hasAnswer(trials, i));
    return [
      atLeast("catch_accuracy", share(catches.right, catches.shown), params.minCatchAccuracy),
      atLeast("median_rt", medianRt(trials, places), params.minMedianRt),
      atMost("one_key", share(largestCount(keys, judged), judged.length), params.maxOneKey),
      judgeRepeats(repeats(judged), params, trials.classes.length),
      atLeast("min_trials", judged.length, params.minTrials),
    ];
  };
}

function atLeast(rule: Verdict["rule"], value: number | null, threshold: number): Verdict {
  return { rule, value, threshold, excluded: value !== null && value < threshold };
}

function atMost(rule: Verdict["rule"], value: number | null, threshold: number): Verdict {
  return { rule, value, threshold, excluded: value !== null && value > threshold };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** No answer in time counts as wrong. */
function countCatches({ catchClass, response }: JudgedTrials, places: Int32Array) {
  let shown = 0;
  let right = 0;
  for (const i of places) {
    if (catchClass[i] === NONE) continue;
    shown++;
    if (response[i] === catchClass[i]) right++;
  }
  return { shown, right };
}

function medianRt({ rt }: JudgedTrials, places: Int32Array): number | null {
  const times = new Float64Array(places.length);
  let count = 0;
  for (const i of places) if (!Number.isNaN(rt[i]!)) times[count++] = rt[i]!;
  return median(times.subarray(0, count));
}

/** The class of each trial. Ratings of all classes alike, which somebody may give who does not look, are a key of their own. */
function keysOf(trials: JudgedTrials): Int8Array {
  if (trials.ratings === null) return trials.response;
  return trials.response.map((response, i) => {
    const isFlat = ratingsOf(trials, i)?.every((rating, _, all) => rating === all[0]) ?? false;
    return isFlat ? trials.classes.length : response;
  });
}

function largestCount(keys: Int8Array, judged: Int32Array): number {
  const counts: number[] = [];
  for (const i of judged) if (keys[i] !== NONE) counts[keys[i]!] = (counts[keys[i]!] ?? 0) + 1;
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

interface Repeats {
  readonly pairs: number;
  readonly agreeing: number;
}

/** Pairs each repeat with the last answer to a first showing of that stimulus before it. */
function repeatCounter({ stimuli, stimulus, response, isRepeat }: JudgedTrials) {
  const firsts = new Int8Array(stimuli.length).fill(NONE);
  return (judged: Int32Array): Repeats => {
    let pairs = 0;
    let agreeing = 0;
    for (const i of judged) {
      // A rating that names no class says nothing here.
      if (response[i] === NONE) continue;
      if (isRepeat[i] === 0) firsts[stimulus[i]!] = response[i]!;
      else if (firsts[stimulus[i]!] !== NONE) {
        pairs++;
        if (response[i] === firsts[stimulus[i]!]) agreeing++;
      }
    }
    for (const i of judged) firsts[stimulus[i]!] = NONE;
    return { pairs, agreeing };
  };
}

/**
 * Repeats agree no more often than guessing would (1/C): the limit is the smallest agreement whose one-sided binomial
 * p-value is at most repeatAlpha. The default level, a half, is lenient on purpose: an honest person at faces on a
 * boundary agrees with themself on some 40 % of repeats only, and a stricter level excludes the most doubtful of them
 * (at .2, a tenth of W0), which makes those who are left look more alike to themselves than to others.
 */
function judgeRepeats({ pairs, agreeing }: Repeats, params: ExclusionParams, classes: number): Verdict {
  const enough = pairs >= params.minRepeats;
  const threshold = leastAgreement(enough ? pairs : params.minRepeats, 1 / classes, params.repeatAlpha);
  return atLeast("repeat_agreement", enough ? agreeing / pairs : null, threshold);
}

function leastAgreement(pairs: number, chance: number, alpha: number): number {
  let agreeing = 0;
  while (agreeing < pairs && binomialTail(agreeing, pairs, chance) > alpha) agreeing++;
  return agreeing / pairs;
}
