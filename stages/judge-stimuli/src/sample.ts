import { quantile } from "@limen/stats";
import { measurePixels, type PixelMeasures } from "./measure-pixels.ts";
import { fineOctave } from "./metrics/fine-octave.ts";
import { fitGaussian, type Gaussian, mapItems } from "./metrics/frechet-distance.ts";
import { cubicKernel, meanOfPairs } from "./metrics/kernel-distance.ts";
import { BALL, ballRadii, DENSE_BALL } from "./metrics/neighbours.ts";
import { squaredDistance, table, type Vectors } from "./metrics/vectors.ts";
import { type Pictures, picture } from "./pictures.ts";
import type { RealFaces } from "./read-faces.ts";

/** What all samples are compared with: computed once. */
export interface References {
  readonly faces: RealFaces;
  readonly train: Vectors;
  readonly test: Vectors;
  readonly gaussian: Gaussian;
  /** Mean kernel of two train references. */
  readonly kernel: number;
  /** Squared radii of the train references' balls. */
  readonly balls: { readonly precision: Float64Array; readonly density: Float64Array };
  /** The middle 98 % of the energy of their finest octave. */
  readonly fineBand: readonly [low: number, high: number];
}

/** Pictures with all that the metrics need to know of them, so that parts of a sample cost nothing. */
export interface Sample extends PixelMeasures {
  readonly features: Vectors;
  /** Features as the root of the references' covariance maps them. */
  readonly mapped: Vectors;
  /** Squared distances in features, [n × n] and [n × references]. */
  readonly within: readonly Float64Array[];
  readonly toTrain: readonly Float64Array[];
  /** Distances in features to the nearest references. */
  readonly nearestTrainFeatures: readonly number[];
  readonly nearestTestFeatures: readonly number[];
  /** Kernels within, [n × n], and each item's mean with the train references. */
  readonly kernels: readonly Float64Array[];
  readonly kernelToTrain: readonly number[];
}

export function makeReferences(faces: RealFaces, train: Vectors, test: Vectors): References {
  const distances = table(train, train, squaredDistance);
  const { trainReferences } = faces;
  const fine = Array.from({ length: trainReferences.count }, (_, index) =>
    fineOctave(picture(trainReferences, index), trainReferences.size),
  );
  return {
    faces,
    train,
    test,
    gaussian: fitGaussian(train),
    kernel: meanOfPairs(table(train, train, cubicKernel)),
    balls: { precision: ballRadii(distances, BALL)!, density: ballRadii(distances, DENSE_BALL)! },
    fineBand: [quantile(fine, 0.01)!, quantile(fine, 0.99)!],
  };
}

/** `own`: the pictures are the test references themselves, in the same order. */
export function makeSample(
  pictures: Pictures,
  features: Vectors,
  references: References,
  own = false,
): Sample {
  const toTrain = table(features, references.train, squaredDistance);
  const toTest = table(features, references.test, squaredDistance);
  const kernelToTrain = table(features, references.train, cubicKernel).map(
    (row) => row.reduce((sum, value) => sum + value, 0) / row.length,
  );
  return {
    ...measurePixels(pictures, references.faces, own),
    features,
    mapped: mapItems(features, references.gaussian).mapped,
    within: table(features, features, squaredDistance),
    toTrain,
    nearestTrainFeatures: toTrain.map((row) => Math.sqrt(Math.min(...row))),
    nearestTestFeatures: toTest.map((row, item) =>
      Math.sqrt(row.reduce((least, d, j) => (own && item === j ? least : Math.min(least, d)), Infinity)),
    ),
    kernels: table(features, features, cubicKernel),
    kernelToTrain,
  };
}

/** The sample of the items at these places, each once. */
export function pickSample(sample: Sample, places: readonly number[]): Sample {
  const pick = <T>(list: readonly T[]) => places.map((place) => list[place]!);
  const pickSquare = (rows: readonly Float64Array[]) =>
    pick(rows).map((row) => Float64Array.from(places, (place) => row[place]!));
  return {
    features: pick(sample.features),
    mapped: pick(sample.mapped),
    within: pickSquare(sample.within),
    toTrain: pick(sample.toTrain),
    nearestTrainFeatures: pick(sample.nearestTrainFeatures),
    nearestTestFeatures: pick(sample.nearestTestFeatures),
    kernels: pickSquare(sample.kernels),
    kernelToTrain: pick(sample.kernelToTrain),
    nearestTrain: pick(sample.nearestTrain),
    nearestTest: pick(sample.nearestTest),
    likestTrain: pick(sample.likestTrain),
    alike: pickSquare(sample.alike),
    keys: pick(sample.keys),
    fine: pick(sample.fine),
  };
}
