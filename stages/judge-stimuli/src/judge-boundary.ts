import type { RandomStream } from "@limen/random";
import type { Interval } from "@limen/stats";
import { isBoundaryArm } from "@limen/tables";
import type { Judgement } from "./judge-answers.ts";
import { type Cell, valueColumns } from "./judge-pictures.ts";
import { meanOf, shareOf } from "./metrics/estimate.ts";
import type { QualityRow } from "./quality-row.ts";
import type { Stimulus } from "./read-stimuli.ts";

/** A stimulus of an arm with what the nets make of it. */
export interface Judged {
  readonly stimulus: Stimulus;
  readonly judgement: Judgement;
  /** (bits) its entropy − the mean of its matched natural faces', in the held-out net; null without such faces. */
  readonly lift: number | null;
}

/**
 * Rows of the metrics that need a pair of classes or the prior. Real faces, having neither, give them no floor, but that
 * `real`, the held-out net's agreement on those by which guides are as torn, is the floor of an arm's agreement.
 */
export function judgeBoundary(
  cell: Cell,
  judged: readonly Judged[],
  real: readonly boolean[],
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
  const floorOf = (met: readonly boolean[]) => {
    const { estimate, low, high } = shareOf(met);
    return { floor: estimate, floor_low: low, floor_high: high, floor_n: met.length || null };
  };
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
    {
      ...share(
        "held_out_agrees",
        heldOut,
        all.map((judgement) => judgement.heldOutAgrees),
      ),
      ...floorOf(real),
    },
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
}
