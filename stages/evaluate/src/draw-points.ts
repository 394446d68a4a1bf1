import type { RandomStream } from "@limen/random";
import { binomialInterval, bootstrap, type Interval, mean } from "@limen/stats";
import { groupBy } from "@limen/tables";
import { type PointRow, sourceOf } from "./claim.ts";
import { closeLoop } from "./close-loop.ts";
import { entropiesByArm } from "./compare-arms.ts";
import type { NetEntropies } from "./net-entropies.ts";
import type { Params } from "./params.ts";
import { type Measure, personGains } from "./person-gains.ts";
import { personIntervals } from "./person-intervals.ts";
import type { Evidence } from "./read-inputs.ts";

/** The points of every figure. */
export function drawPoints(
  evidence: Evidence,
  nets: readonly NetEntropies[],
  params: Params,
  random: RandomStream,
): PointRow[] {
  return [
    ...entropyScatter(evidence, nets),
    ...armEntropies(evidence, params, random.split("arms")),
    ...yields(evidence),
    ...gainsByModel(evidence, params, random.split("models")),
    ...baseAccuracy(evidence),
    ...participantGains(evidence, "nats"),
    ...participantGains(evidence, "accuracy"),
    ...personIntervals(evidence, params, random.split("people")),
    ...closeLoop(evidence, params, random.split("closed loop")),
  ];
}

/** entropy_scatter: net (x) against people (y) in bits, a point a stimulus, a series a net. */
function entropyScatter(evidence: Evidence, nets: readonly NetEntropies[]): PointRow[] {
  return nets.flatMap(({ net, entropy }) =>
    evidence.choices.rows.flatMap((row): PointRow[] => {
      const x = entropy.get(row.stimulus_id);
      if (x === undefined) return [];
      const { entropy: y, entropy_low: low, entropy_high: high, source } = row;
      return [{ figure: "entropy_scatter", series: net, item: row.stimulus_id, x, y, low, high, source }];
    }),
  );
}

/** arm_entropies: mean human entropy (bits) of each arm. */
function armEntropies(evidence: Evidence, params: Params, random: RandomStream): PointRow[] {
  const source = sourceOf(evidence.choices.rows);
  return [...entropiesByArm(evidence)].map(([arm, values]) => {
    const options = { random: random.split(arm), draws: params.draws };
    const interval = bootstrap(values, (sample) => mean(sample), options);
    return point("arm_entropies", "human entropy (bits)", arm, interval, source);
  });
}

/** yields: share of attempts accepted, by arm, sampler and pair of classes. */
function yields(evidence: Evidence): PointRow[] {
  return (evidence.ledger?.rows ?? []).map((row) =>
    point(
      "yields",
      `${row.arm}, ${row.sampler}`,
      `${row.class_a} / ${row.class_b}`,
      binomialInterval(row.accepted, row.attempts),
      "models",
    ),
  );
}

/** gains_nats and gains_accuracy: what each model gains on the group model, new stimuli, old people. */
function gainsByModel(evidence: Evidence, params: Params, random: RandomStream): PointRow[] {
  return (["nats", "accuracy"] as const).flatMap((measure) =>
    evidence.scores.flatMap(({ rows }) =>
      [...groupBy(rows, (row) => row.model).keys()]
        .filter((model) => model !== "group")
        .map((model) => {
          const net = rows[0]!.net;
          const values = personGains(rows, model, "group", "old", measure).map((gain) => gain.gain);
          const options = { random: random.split(net).split(measure).split(model), draws: params.draws };
          const interval = bootstrap(values, (sample) => mean(sample), options);
          return point(`gains_${measure}`, net, model, interval, sourceOf(rows));
        }),
    ),
  );
}

/** base_accuracy: accuracy on base faces before fine-tuning and at the kept epoch. */
function baseAccuracy(evidence: Evidence): PointRow[] {
  return evidence.curves.flatMap(({ rows }) => {
    const group = rows.filter((row) => row.model === "group").sort((a, b) => a.epoch - b.epoch);
    const [first] = group;
    if (first === undefined) return [];
    const kept = group.reduce((best, row) => (row.inner_valid_nats < best.inner_valid_nats ? row : best));
    const known = (estimate: number | null): Interval => ({ estimate, low: null, high: null });
    return [
      point("base_accuracy", first.net, "base", known(first.base_accuracy), "models"),
      point("base_accuracy", first.net, "group", known(kept.base_accuracy), "models"),
    ];
  });
}

/** participant_gains_…: group − base (x) and individual bias and slope − group (y), a point a person. */
function participantGains(evidence: Evidence, measure: Measure): PointRow[] {
  return evidence.scores.flatMap(({ rows }) => {
    const source = sourceOf(rows);
    const x = new Map(
      personGains(rows, "group", "base", "old", measure).map((gain) => [gain.participant, gain.gain]),
    );
    return personGains(rows, "individual_bias_slope", "group", "old", measure).map(
      ({ participant, gain }) => ({
        figure: `participant_gains_${measure}`,
        series: rows[0]!.net,
        item: participant,
        x: x.get(participant) ?? null,
        y: gain,
        low: null,
        high: null,
        source,
      }),
    );
  });
}

function point(figure: string, series: string, item: string, interval: Interval, source: string): PointRow {
  return {
    figure,
    series,
    item,
    x: null,
    y: interval.estimate,
    low: interval.low,
    high: interval.high,
    source,
  };
}
