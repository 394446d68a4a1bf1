import type { Classifier } from "@limen/models";
import { softmax } from "@limen/stats";
import type { Pictures } from "./pictures.ts";

// The last bit of a row depends on its place in a batch, so pictures come in an order that does not depend on their
// tables: faces as they were prepared, stimuli by name.

/** Penultimate features of each picture. */
export function featuresOf(net: Classifier, pictures: Pictures): Float64Array[] {
  return rowsOf(net.featuresOf(pictures.pixels), pictures.count);
}

/** Calibrated choice distribution of each picture. */
export function answersOf(net: Classifier, pictures: Pictures): Float64Array[] {
  const logits = rowsOf(net.logitsOf(pictures.pixels), pictures.count);
  return logits.map((row) => softmax(row, net.config.temperature));
}

function rowsOf(values: Float32Array, count: number): Float64Array[] {
  const width = values.length / count;
  return Array.from({ length: count }, (_, row) =>
    Float64Array.from(values.subarray(row * width, (row + 1) * width)),
  );
}
