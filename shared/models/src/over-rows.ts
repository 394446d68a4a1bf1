import { compile, numbersOf, tf } from "@limen/engine/tf";
import { invariant } from "@limen/errors";
import { sizeOf } from "./initialisers.ts";
import type { Parameters } from "./parameters.ts";

/** Rows computed together: every net's activations fit into some 100 MB, and more are no faster. */
const BATCH = 64;

/** A function of many examples, one row each. */
export interface RowFunction {
  /** [rows × size of an input], row after row → [rows × outputs]. */
  of(values: Float32Array): Float32Array;
  dispose(): void;
}

/**
 * `forward` ([N, …shape] → [N, outputs], each row on its own) over any number of rows, compiled, with the parameters'
 * values of the time. Always as many rows at once, the last ones blank: the last bit of a row's result depends
 * on its place in the batch and on the batch's size.
 */
export function overRows(
  forward: (x: tf.Tensor) => tf.Tensor2D,
  shape: readonly number[],
  parameters: Parameters,
): RowFunction {
  const width = sizeOf(shape);
  const graph = compile((x) => [forward(x!)], { variables: () => parameters.variables(), rows: BATCH });
  const of = (values: Float32Array) => {
    invariant(values.length % width === 0, `${values.length} values are not rows of ${width}`);
    const rows = values.length / width;
    const parts: Float32Array[] = [];
    for (let start = 0; start < rows; start += BATCH) {
      const count = Math.min(BATCH, rows - start);
      const own = values.slice(start * width, (start + count) * width);
      parts.push(numbersOf(() => graph.run(tf.tensor(own, [count, ...shape]))[0]!));
    }
    return joined(parts);
  };
  return { of, dispose: graph.dispose };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
