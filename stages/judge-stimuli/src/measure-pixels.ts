import { dotProducts } from "./dot-products.ts";
import { fineOctave } from "./metrics/fine-octave.ts";
import { type Pictures, pickPictures, picture } from "./pictures.ts";
import type { RealFaces } from "./read-faces.ts";

/** Train faces compared with at once, so that memory does not grow with the data. */
const CHUNK = 2048;

/** What the pixels of each picture of a sample say. */
export interface PixelMeasures {
  /** Root of the sum of squared differences to the nearest reference. */
  readonly nearestTrain: readonly number[];
  /** The same; a test face is not its own neighbour. */
  readonly nearestTest: readonly number[];
  /** Greatest correlation of the pixels with any face of the whole train split. */
  readonly likestTrain: readonly number[];
  /** Correlations within the sample, [n × n]. */
  readonly alike: readonly Float64Array[];
  /** Equal texts: equal pictures. */
  readonly keys: readonly string[];
  /** Energy of the finest octave. */
  readonly fine: readonly number[];
}

/** `own`: the pictures are the test references themselves, in the same order. */
export function measurePixels(pictures: Pictures, faces: RealFaces, own = false): PixelMeasures {
  const each = Array.from({ length: pictures.count }, (_, index) => picture(pictures, index));
  const shapes = standardised(pictures);
  const alike = dotProducts(shapes, shapes);
  return {
    nearestTrain: nearest(pictures, faces.trainReferences, false),
    nearestTest: nearest(pictures, faces.testReferences, own),
    likestTrain: likest(shapes, faces.train),
    alike: each.map((_, i) => Float64Array.from(alike.subarray(i * each.length, (i + 1) * each.length))),
    keys: each.map((values) =>
      Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64"),
    ),
    fine: each.map((values) => fineOctave(values, pictures.size)),
  };
}

function nearest(pictures: Pictures, references: Pictures, own: boolean): number[] {
  const products = dotProducts(pictures, references);
  const squares = squaredLengths(references);
  return squaredLengths(pictures).map((square, i) => {
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < references.count; j++) {
      if (own && i === j) continue;
      least = Math.min(least, square + squares[j]! - 2 * products[i * references.count + j]!);
    }
    // The difference of near-equal numbers can fall below zero by rounding.
    return Math.sqrt(Math.max(0, least));
  });
}

function likest(shapes: Pictures, train: Pictures): number[] {
  const most = new Array<number>(shapes.count).fill(-1);
  for (let start = 0; start < train.count; start += CHUNK) {
    const length = Math.min(CHUNK, train.count - start);
    const chunk = standardised(
      pickPictures(
        train,
        Array.from({ length }, (_, index) => start + index),
      ),
    );
    const products = dotProducts(shapes, chunk);
    for (let i = 0; i < shapes.count; i++) {
      for (let j = 0; j < length; j++) most[i] = Math.max(most[i]!, products[i * length + j]!);
    }
  }
  return most;
}

function squaredLengths(pictures: Pictures): number[] {
  return Array.from({ length: pictures.count }, (_, index) =>
    picture(pictures, index).reduce((sum, value) => sum + value * value, 0),
  );
}

/** Mean 0 and length 1, so that dot products are correlations; a picture of one grey correlates with nothing. */
function standardised(pictures: Pictures): Pictures {
  const pixels = new Float32Array(pictures.pixels.length);
  for (let index = 0; index < pictures.count; index++) {
    const values = picture(pictures, index);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const length = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) || 1;
    pixels.set(
      values.map((value) => (value - mean) / length),
      index * values.length,
    );
  }
  return { ...pictures, pixels };
}
