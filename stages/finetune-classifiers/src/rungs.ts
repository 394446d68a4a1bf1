import type { RandomStream } from "@limen/random";
import { type Adapter, plainRung, type Rung } from "./adapter.ts";
import { clusterPeople, mixtureAdapter } from "./cluster-people.ts";
import { biasAdapter, biasSlopeAdapter } from "./fit-bias-slope.ts";
import { linearAdapter } from "./fit-linear.ts";
import { type FullLayer, learnEmbedding } from "./learn-embedding.ts";
import { learnLowRank } from "./learn-low-rank.ts";

/** Observers' criteria differ more than what they make of the evidence: they are pulled half as much. */
const CRITERIA_PRECISION = 0.5;

export interface LadderOptions {
  /** (nats⁻²) candidates for the pull towards the group. */
  readonly precisions: readonly number[];
  /** Candidates for the shared directions of the embedding and of the low-rank change. */
  readonly ranks: readonly number[];
  /** Most kinds of people. */
  readonly clusters: number;
}

/** The ladder's small models, from the most to the least constrained; all of them fit a person's trials and predict. */
export function rungsOf(
  classes: number,
  use: Uint8Array,
  options: LadderOptions,
  random: RandomStream,
): Rung[] {
  const precisions = [...new Set(options.precisions)].sort((a, b) => b - a);
  const ranks = [...new Set(options.ranks)].sort((a, b) => a - b);
  const most = Math.max(...ranks);
  const middle = precisions[Math.floor(precisions.length / 2)]!;
  const biasSlope = biasSlopeAdapter(classes);
  const confusion = linearAdapter((scores) => scores.evidence, CRITERIA_PRECISION);
  const wide = linearAdapter((scores) => scores.wide);
  const full = { evidence: fullLayer(confusion, "evidence", middle), wide: fullLayer(wide, "wide", middle) };
  return [
    { ...plainRung("individual_bias", biasAdapter(classes), precisions), common: biasSlope },
    plainRung("individual_bias_slope", biasSlope, precisions),
    clusterRung(biasSlope, options.clusters, Math.min(...precisions), random.split("clusters")),
    plainRung("individual_confusion", confusion, precisions),
    {
      name: "individual_embedding",
      ranks,
      precisions,
      common: confusion,
      learn: (people) => learnEmbedding(people, full.evidence, most, random.split("embedding")),
    },
    {
      name: "individual_low_rank",
      ranks,
      precisions,
      common: wide,
      learn: (people) => learnLowRank(people, full.wide, most, use, random.split("low rank")),
    },
    plainRung(
      "individual_last_layer",
      linearAdapter((scores) => scores.leading),
      precisions,
    ),
  ];
}

/** A person as one of a few kinds; one kind alone is the group. The pull is not a candidate: many share a kind. */
function clusterRung(adapter: Adapter, most: number, precision: number, random: RandomStream): Rung {
  return {
    name: "individual_cluster",
    ranks: Array.from({ length: Math.max(0, most - 1) }, (_, k) => k + 2),
    precisions: [precision],
    common: adapter,
    learn: (people) => (count) =>
      mixtureAdapter(clusterPeople(people, count, adapter, precision, random.split(count)), adapter),
  };
}

function fullLayer(adapter: Adapter, of: "evidence" | "wide", precision: number): FullLayer {
  return { adapter, inputsOf: (scores) => scores[of], precision };
}
