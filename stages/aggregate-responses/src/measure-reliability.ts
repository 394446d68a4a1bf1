import type { RandomStream } from "@limen/random";
import {
  type Interval,
  intraclassCorrelation,
  krippendorffAlpha,
  krippendorffParts,
  spearmanBrown,
} from "@limen/stats";
import type { Row, reliabilityTable } from "@limen/tables";
import { answersByStimulus, countChoices, countSquares } from "./count-choices.ts";
import type { Answers } from "./encode-answers.ts";
import { intervalOverStimuli } from "./interval-over-stimuli.ts";
import { agreementBetween, agreementWithin } from "./measure-agreement.ts";
import { accuracyCeiling, likelihoodCeiling } from "./measure-ceilings.ts";
import type { RepeatPairs } from "./pair-repeats.ts";
import type { Params } from "./params.ts";
import { type RatioPart, ratioInterval } from "./ratio-interval.ts";
import { splitHalves } from "./split-halves.ts";

type ReliabilityRow = Row<typeof reliabilityTable>;

/** Every measure of the experiment as a whole. Where the data cannot tell, value and bounds are null. */
export function measureReliability(
  answers: Answers,
  pairs: RepeatPairs,
  params: Params,
  source: string,
  random: RandomStream,
): ReliabilityRow[] {
  const classes = answers.classes.length;
  const counts = countChoices(answers);
  const row = (measure: string, interval: Interval, n: number, unit: string): ReliabilityRow => {
    const { estimate: value, low, high } = interval;
    return { measure, value, low, high, n, unit, source };
  };
  const ratioRow = (measure: string, parts: readonly RatioPart[], n: number, unit: string) =>
    row(measure, ratioInterval(parts, params.draws, random.split(measure)), n, unit);

  const alpha = params.priorAnswers / classes;
  const half = splitHalves(answers, { splits: params.splits, draws: params.draws, alpha, random });
  const whole = mapInterval(half, (r) => spearmanBrown(r));
  const repeated = new Set(pairs.stimulus);
  const all = answers.stimuli.keys();
  const squares = countSquares(answers);
  const between = agreementBetween(counts, squares, classes, all);
  const betweenRepeated = agreementBetween(counts, squares, classes, repeated);
  const given = answersByStimulus(answers, counts);
  const accuracy = accuracyCeiling(counts, given);
  const likelihood = likelihoodCeiling(counts, given);
  const trials = trialsOf(accuracy);
  // Choices are nominal, ratings are numbers: each has the coefficient that applies to it, the other stays empty.
  const isRated = answers.shares !== null;
  const rowsOf = (sums: Float64Array) =>
    answers.stimuli.map((_, s) => sums.subarray(s * classes, (s + 1) * classes));
  const rows = rowsOf(counts);
  const squaresOf = rowsOf(squares);
  const rated = rows.map((sums, s) => ({
    ratings: Math.round(sums.reduce((a, b) => a + b, 0)),
    sums,
    squares: squaresOf[s]!,
  }));
  const overStimuli = <Part>(
    parts: readonly Part[],
    statistic: (parts: readonly Part[], weights?: ArrayLike<number>) => number | null,
    measure: string,
  ) => intervalOverStimuli(parts, statistic, params.draws, random.split(measure));
  return [
    row("entropy_split_half", half, half.stimuli, "stimuli"),
    row("entropy_spearman_brown", whole, half.stimuli, "stimuli"),
    row(
      "entropy_ceiling",
      mapInterval(whole, (r) => (r === null ? null : Math.sqrt(Math.max(0, r)))),
      half.stimuli,
      "stimuli",
    ),
    ratioRow("choice_agreement_between", between, between.length, "stimuli"),
    ratioRow("choice_agreement_between_repeated", betweenRepeated, betweenRepeated.length, "stimuli"),
    ratioRow("choice_agreement_within", agreementWithin(answers, pairs), pairs.count, "pairs"),
    ratioRow("accuracy_ceiling", accuracy, trials, "trials"),
    ratioRow("likelihood_ceiling", likelihood, trialsOf(likelihood), "trials"),
    row(
      "choice_alpha",
      overStimuli(isRated ? [] : krippendorffParts(rows), krippendorffAlpha, "choice_alpha"),
      trials,
      "trials",
    ),
    row(
      "rating_icc",
      overStimuli(isRated ? rated : [], intraclassCorrelation, "rating_icc"),
      trials,
      "trials",
    ),
  ];
}

function mapInterval(interval: Interval, change: (value: number | null) => number | null): Interval {
  return { estimate: change(interval.estimate), low: change(interval.low), high: change(interval.high) };
}

function trialsOf(parts: readonly RatioPart[]): number {
  return parts.reduce((sum, part) => sum + part.denominator, 0);
}
