import type { RandomStream } from "@limen/random";
import { groupBy, type Row, type reliabilityTable } from "@limen/tables";
import type { Params } from "../params.ts";
import { type RatioPart, ratioInterval } from "../ratio-interval.ts";
import { pairAgreement } from "../split-entropy.ts";
import { type Comparison, type Comparisons, judgedComparisons, pairName } from "./encode-comparisons.ts";

/** How often two people choose the same face of a pair, and how often a person does when its sides are swapped. */
export function measureComparisons(
  comparisons: Comparisons,
  excluded: ReadonlySet<string>,
  params: Params,
  random: RandomStream,
): Row<typeof reliabilityTable>[] {
  const judged = judgedComparisons(comparisons, excluded);
  const { source } = comparisons;
  const row = (measure: string, parts: readonly RatioPart[], n: number, unit: string) => {
    const { estimate: value, low, high } = ratioInterval(parts, params.draws, random.split(measure));
    return { measure, value, low, high, n, unit, source };
  };
  const within = agreementWithin(judged);
  const repeats = within.reduce((sum, part) => sum + part.denominator, 0);
  const between = agreementBetween(judged);
  return [
    row("comparison_agreement_between", between, between.length, "pairs"),
    row("comparison_agreement_within", within, repeats, "pairs"),
  ];
}

/** For each pair with two or more first answers. */
function agreementBetween(judged: readonly Comparison[]): RatioPart[] {
  const firsts = judged.filter(({ isRepeat }) => !isRepeat);
  return [...groupBy(firsts, pairName).values()].flatMap((own) => {
    const second = own.filter(({ chosen }) => chosen === 1).length;
    const agreement = pairAgreement([own.length - second, second]);
    return agreement === null ? [] : [{ numerator: agreement, denominator: 1 }];
  });
}

/** For each participant with repeats: those that agree over all. */
function agreementWithin(judged: readonly Comparison[]): RatioPart[] {
  return [...groupBy(judged, (row) => row.participant).values()].flatMap((own) => {
    const firsts = new Map(own.filter(({ isRepeat }) => !isRepeat).map((row) => [pairName(row), row.chosen]));
    const pairs = own.filter((row) => row.isRepeat && firsts.has(pairName(row)));
    const agreeing = pairs.filter((row) => firsts.get(pairName(row)) === row.chosen).length;
    return pairs.length === 0 ? [] : [{ numerator: agreeing, denominator: pairs.length }];
  });
}
