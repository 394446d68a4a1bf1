import { tf } from "@limen/engine/tf";
import type { Classifier } from "@limen/models";
import type { Pictures } from "./pictures.ts";

/** Real faces computed together; always as many, the last ones blank. Their order is that of the faces table. */
export const MANY = 32;
/**
 * One by one. The last bit of a row depends on its place in a batch, and what is said about a stimulus must not depend on
 * where it stands in its table.
 */
export const ONE = 1;

/** Penultimate features of each picture, `batch` computed together. */
export function featuresOf(net: Classifier, pictures: Pictures, batch: number): Float64Array[] {
  return pass(pictures, batch, (x) => net.features(x));
}

/** Calibrated choice distribution of each picture, `batch` computed together. */
export function answersOf(net: Classifier, pictures: Pictures, batch: number): Float64Array[] {
  return pass(pictures, batch, (x) => net.probabilities(x));
}

function pass(
  { count, size, pixels }: Pictures,
  batch: number,
  forward: (x: tf.Tensor4D) => tf.Tensor2D,
): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let start = 0; start < count; start += batch) {
    const block = new Float32Array(batch * size ** 2);
    block.set(pixels.subarray(start * size ** 2, Math.min(count, start + batch) * size ** 2));
    const [values, width] = tf.tidy(() => {
      const result = forward(tf.tensor4d(block, [batch, size, size, 1]));
      // Copied: dataSync may hand out the backend's own memory.
      return [Float32Array.from(result.dataSync()), result.shape[1]] as const;
    });
    const own = Math.min(batch, count - start);
    for (let row = 0; row < own; row++)
      rows.push(Float64Array.from(values.subarray(row * width, (row + 1) * width)));
  }
  return rows;
}
