import type { Classifier } from "@limen/models";
import type { Pictures } from "./pictures.ts";

// The last bit of a row depends on its place in a batch, so pictures come in an order that does not depend on their
// tables: faces as they were prepared, stimuli by name.

/** Penultimate features of each picture. */
export function featuresOf(net: Classifier, pictures: Pictures): Float64Array[] {
  const values = net.featuresOf(pictures.pixels);
  const width = values.length / pictures.count;
  return Array.from({ length: pictures.count }, (_, row) =>
    Float64Array.from(values.subarray(row * width, (row + 1) * width)),
  );
}

/** Calibrated choice distribution of each picture. */
export function answersOf(net: Classifier, pictures: Pictures): Float64Array[] {
  return net.probabilitiesOf(pictures.pixels);
}
