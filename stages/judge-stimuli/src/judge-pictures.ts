import { permutation, type RandomStream } from "@limen/random";
import { type Interval, mean, quantile } from "@limen/stats";
import { METRICS, type Metric } from "./metric-list.ts";
import type { QualityRow } from "./quality-row.ts";
import { pickSample, type References, type Sample } from "./sample.ts";

export interface Draws {
  /** Resamples behind each interval. */
  readonly draws: number;
  /** Draws of real faces behind each floor. */
  readonly floorDraws: number;
}

/** What an arm and sampler are called in the quality table. */
export interface Cell {
  readonly arm: string;
  readonly sampler: string;
}

/** Rows of all metrics that real faces have too, each with its floor. `real`: the test references as a sample. */
export function judgePictures(
  cell: Cell,
  sample: Sample,
  real: Sample,
  references: References,
  heldOut: string,
  { draws, floorDraws }: Draws,
  random: RandomStream,
): QualityRow[] {
  const n = sample.features.length;
  const floors = drawFloors(real, n, floorDraws, random.split("floor"));
  const faces = floors[0]!.features.length;
  const rows = METRICS.map((metric): QualityRow => {
    const options = { random: random.split(metric.name), draws };
    return {
      ...cell,
      metric: metric.name,
      ...valueColumns(metric.of(sample, references, options)),
      ...floorColumns(metric, floors, references),
      n,
      floor_n: faces,
      references: references.train.length,
      net: metric.inFeatures ? heldOut : null,
    };
  });
  return rows.flatMap((row) => (row.metric === "vendi_score" ? [row, relativeVendi(row)] : [row]));
}

export function valueColumns({ estimate, low, high }: Interval): Pick<QualityRow, "value" | "low" | "high"> {
  return { value: estimate, low, high };
}

/** As many real faces as the arm has stimuli, several times; all of them, once, where there are no more. */
function drawFloors(real: Sample, n: number, draws: number, random: RandomStream): Sample[] {
  const all = real.features.length;
  if (n >= all) return [real];
  return Array.from({ length: draws }, (_, draw) =>
    pickSample(real, Array.from(permutation(random.split(draw), all).subarray(0, n))),
  );
}

function floorColumns(
  metric: Metric,
  floors: readonly Sample[],
  references: References,
): Pick<QualityRow, "floor" | "floor_low" | "floor_high"> {
  const values = floors
    .map((floor) => metric.of(floor, references).estimate)
    .filter((value) => value !== null);
  const several = values.length > 1;
  return {
    floor: mean(values),
    floor_low: several ? quantile(values, 0.025) : null,
    floor_high: several ? quantile(values, 0.975) : null,
  };
}

/** The Vendi score as a multiple of that of as many real faces. */
function relativeVendi(row: QualityRow): QualityRow {
  const { floor } = row;
  const relative = (value: number | null) => (value === null || floor === null ? null : value / floor);
  return {
    ...row,
    metric: "vendi_relative",
    value: relative(row.value),
    floor: relative(floor),
    floor_low: relative(row.floor_low),
    floor_high: relative(row.floor_high),
  };
}
