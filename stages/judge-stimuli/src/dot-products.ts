import { numbersOf, tf } from "@limen/engine/tf";
import type { Pictures } from "./pictures.ts";

/** Rows of each side computed together; always as many, the last ones blank, so that rounding depends on no other row. */
const TILE = 256;

/** Dot products of all pictures of one list with all of another, [a.count × b.count] (float32 arithmetic). */
export function dotProducts(a: Pictures, b: Pictures): Float32Array {
  const products = new Float32Array(a.count * b.count);
  for (let left = 0; left < a.count; left += TILE) {
    for (let right = 0; right < b.count; right += TILE) {
      const block = numbersOf(() => tf.matMul(tile(a, left), tile(b, right), false, true));
      const columns = Math.min(TILE, b.count - right);
      for (let row = 0; row < Math.min(TILE, a.count - left); row++) {
        products.set(block.subarray(row * TILE, row * TILE + columns), (left + row) * b.count + right);
      }
    }
  }
  return products;
}

function tile({ count, size, pixels }: Pictures, start: number): tf.Tensor2D {
  const block = new Float32Array(TILE * size ** 2);
  block.set(pixels.subarray(start * size ** 2, Math.min(count, start + TILE) * size ** 2));
  return tf.tensor2d(block, [TILE, size ** 2]);
}
