import type { Interval } from "@limen/stats";
import { alone, centredInterval, meanOf, type Resampling, ratioOf, shareOf } from "./metrics/estimate.ts";
import { frechetDistance } from "./metrics/frechet-distance.ts";
import { kernelDistance } from "./metrics/kernel-distance.ts";
import { BALL, ballRadii, ballsAround, coverage, DENSE_BALL, recall } from "./metrics/neighbours.ts";
import type { Vectors } from "./metrics/vectors.ts";
import { vendiScore } from "./metrics/vendi-score.ts";
import type { References, Sample } from "./sample.ts";

/** Pictures whose pixels correlate more than this count as near-duplicates. */
const NEAR = 0.98;

/** A question to a sample of pictures; to real faces it gives the floor. */
export interface Metric {
  readonly name: string;
  /** Whether it is measured in the held-out net's features. */
  readonly inFeatures: boolean;
  /** With `options`, also the interval; the floors want the estimate only. */
  of(sample: Sample, references: References, options?: Resampling): Interval;
}

/** Every metric that real faces have too. */
export const METRICS: readonly Metric[] = [
  {
    name: "frechet_distance",
    inFeatures: true,
    of: ({ features: items, mapped }, { gaussian }, options) => {
      const estimate = frechetDistance({ items, mapped }, gaussian);
      const again = (places: readonly number[]) => {
        const pick = (list: Vectors) => places.map((place) => list[place]!);
        return frechetDistance({ items: pick(items), mapped: pick(mapped) }, gaussian);
      };
      return centredInterval(items.length, estimate, again, options);
    },
  },
  {
    name: "kernel_distance",
    inFeatures: true,
    of: (sample, references, options) => {
      const kernels = { within: sample.kernels, across: sample.kernelToTrain, reference: references.kernel };
      const estimate = kernelDistance(kernels);
      const again = (places: readonly number[]) => kernelDistance(kernels, timesOf(places));
      return centredInterval(sample.kernels.length, estimate, again, options);
    },
  },
  {
    name: "precision",
    inFeatures: true,
    of: ({ toTrain }, { balls }) => shareOf(ballsAround(toTrain, balls.precision).map((count) => count > 0)),
  },
  {
    name: "recall",
    inFeatures: true,
    of: ({ within, toTrain }) => {
      const radii = ballRadii(within, BALL);
      return alone(radii && recall(toTrain, radii));
    },
  },
  {
    name: "density",
    inFeatures: true,
    of: ({ toTrain }, { balls }, options) =>
      meanOf(
        ballsAround(toTrain, balls.density).map((count) => count / DENSE_BALL),
        options,
      ),
  },
  {
    name: "coverage",
    inFeatures: true,
    of: ({ toTrain }, { balls }) => alone(coverage(toTrain, balls.density)),
  },
  { name: "vendi_score", inFeatures: true, of: ({ features }) => alone(vendiScore(features)) },
  {
    name: "nearest_ratio_pixels",
    inFeatures: false,
    of: ({ nearestTrain, nearestTest }, _, options) => ratioOf(pairsOf(nearestTrain, nearestTest), options),
  },
  {
    name: "nearest_ratio_features",
    inFeatures: true,
    of: ({ nearestTrainFeatures, nearestTestFeatures }, _, options) =>
      ratioOf(pairsOf(nearestTrainFeatures, nearestTestFeatures), options),
  },
  {
    name: "train_copies",
    inFeatures: false,
    of: ({ likestTrain }) => shareOf(likestTrain.map((correlation) => correlation > NEAR)),
  },
  {
    name: "duplicates_exact",
    inFeatures: false,
    of: ({ keys }) => {
      const times = new Map<string, number>();
      for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
      return alone(shareOf(keys.map((key) => times.get(key)! > 1)).estimate);
    },
  },
  {
    name: "duplicates_near",
    inFeatures: false,
    of: ({ alike }) =>
      alone(shareOf(alike.map((row, own) => row.some((r, other) => other !== own && r > NEAR))).estimate),
  },
  {
    name: "fine_detail_in_band",
    inFeatures: false,
    of: ({ fine }, { fineBand: [low, high] }) =>
      shareOf(fine.map((energy) => energy >= low && energy <= high)),
  },
];

/** How often each item was drawn. */
function timesOf(places: readonly number[]): Float64Array {
  const times = new Float64Array(places.length);
  for (const place of places) times[place]!++;
  return times;
}

function pairsOf(first: readonly number[], second: readonly number[]): [number, number][] {
  return first.map((value, item) => [value, second[item]!]);
}
