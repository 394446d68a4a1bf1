import type { RandomStream } from "@limen/random";
import type { Interval } from "@limen/stats";
import { isBoundaryArm } from "@limen/tables";
import type { Judgement } from "./judge-answers.ts";
import { type Cell, valueColumns } from "./judge-pictures.ts";
import { meanOf, shareOf, standardisedShare } from "./metrics/estimate.ts";
import type { QualityRow } from "./quality-row.ts";
import type { Stimulus } from "./read-stimuli.ts";
import type { Choice } from "./real-agreement.ts";

/** (real faces) Fewer between the same classes say nothing. */
const LEAST_REAL = 5;

/** A stimulus of an arm with what the nets make of it. */
export interface Judged {
  readonly stimulus: Stimulus;
  readonly judgement: Judgement;
  /** (bits) its entropy − the mean of its matched natural faces', in the held-out net; null without such faces. */
  readonly lift: number | null;
}

/**
 * Rows of the metrics that need a pair of classes or the prior. Real faces, having neither, give them no floor, but where
 * `choices` holds real faces between the same classes.
 */
export function judgeBoundary(
  cell: Cell,
  judged: readonly Judged[],
  choices: readonly Choice[],
  heldOut: string,
  draws: number,
  random: RandomStream,
): QualityRow[] {
  const row = (metric: string, found: Interval, n: number, net: string | null): QualityRow => ({
    ...cell,
    metric,
    ...valueColumns(found),
    floor: null,
    floor_low: null,
    floor_high: null,
    n,
    floor_n: null,
    references: null,
    net,
  });
  const share = (metric: string, net: string | null, met: readonly boolean[]) =>
    row(metric, shareOf(met), met.length, net);
  const average = (metric: string, net: string | null, values: readonly number[]) =>
    row(metric, meanOf(values, { random: random.split(metric), draws }), values.length, net);
  const all = judged.map(({ judgement }) => judgement);
  const stable = all.map((judgement) => judgement.stable).filter((value) => value !== null);
  const lifts = judged.map(({ lift }) => lift).filter((value) => value !== null);
  return [
    average(
      "validity",
      null,
      judged.map(({ stimulus }) => stimulus.validity),
    ),
    share(
      "held_out_agrees",
      heldOut,
      all.map((judgement) => judgement.heldOutAgrees),
    ),
    ...(choices.length === 0 ? [] : [matchedAgreement()]),
    share("stable", null, stable),
    share(
      "held_out_stable",
      heldOut,
      all.map((judgement) => judgement.heldOutStable),
    ),
    average(
      "held_out_entropy",
      heldOut,
      all.map((judgement) => judgement.entropy),
    ),
    ...(isBoundaryArm(cell.arm) ? [average("held_out_entropy_lift", heldOut, lifts)] : []),
  ];

  /** Agreement between the classes between which real faces lie too, and theirs between the same classes as often. */
  function matchedAgreement(): QualityRow {
    const metric = "held_out_agrees_matched";
    const matched = choices.filter(({ real }) => real.length >= LEAST_REAL);
    const own = matched.flatMap(({ places }) => places.map((place) => all[place]!.heldOutAgrees));
    const strata = matched.map(({ places, real }) => ({ weight: places.length, met: real }));
    const floor = standardisedShare(strata, { random: random.split(metric), draws });
    return {
      ...share(metric, heldOut, own),
      floor: floor.estimate,
      floor_low: floor.low,
      floor_high: floor.high,
      floor_n: matched.reduce((sum, { real }) => sum + real.length, 0) || null,
    };
  }
}
