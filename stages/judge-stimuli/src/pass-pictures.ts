import { tf } from "@limen/engine/tf";
import type { Classifier } from "@limen/models";
import type { Pictures } from "./pictures.ts";

/**
 * Pictures computed together; always as many, the last ones blank. The last bit of a row depends on its place in a batch, so
 * pictures come in an order that does not depend on their tables: faces as they were prepared, stimuli by name.
 */
const BATCH = 32;

/** Penultimate features of each picture. */
export function featuresOf(net: Classifier, pictures: Pictures): Float64Array[] {
  return pass(pictures, (x) => net.features(x));
}

/** Calibrated choice distribution of each picture. */
export function answersOf(net: Classifier, pictures: Pictures): Float64Array[] {
  return pass(pictures, (x) => net.probabilities(x));
}

function pass({ count, size, pixels }: Pictures, forward: (x: tf.Tensor4D) => tf.Tensor2D): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let start = 0; start < count; start += BATCH) {
    const block = new Float32Array(BATCH * size ** 2);
    block.set(pixels.subarray(start * size ** 2, Math.min(count, start + BATCH) * size ** 2));
    const [values, width] = tf.tidy(() => {
      const result = forward(tf.tensor4d(block, [BATCH, size, size, 1]));
      // Copied: dataSync may hand out the backend's own memory.
      return [Float32Array.from(result.dataSync()), result.shape[1]] as const;
    });
    const own = Math.min(BATCH, count - start);
    for (let row = 0; row < own; row++)
      rows.push(Float64Array.from(values.subarray(row * width, (row + 1) * width)));
  }
  return rows;
}
