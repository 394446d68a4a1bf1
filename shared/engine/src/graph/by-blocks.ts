import { invariant } from "@limen/errors";
import * as tf from "@tensorflow/tfjs";

/** Largest block, in smallest blocks. */
const MOST = 8;

/**
 * Runs a function of rows block by block: the largest blocks that fit, of `least` · 1, 2, 4 or 8 rows; the last one is
 * filled up with zeros, and what was filled in is cut off again.
 */
export function byBlocks(
  inputs: readonly tf.Tensor[],
  least: number,
  run: (inputs: tf.Tensor[]) => tf.Tensor[],
): tf.Tensor[] {
  const count = rowsOf(inputs);
  return tf.tidy(() => {
    const blocks: tf.Tensor[][] = [];
    let start = 0;
    for (const size of blockSizes(count, least)) {
      const own = Math.min(size, count - start);
      const outputs = run(inputs.map((input) => (input.rank === 0 ? input : cut(input, start, own, size))));
      blocks.push(outputs.map((output) => firstRows(output, own, size)));
      start += size;
    }
    const [first, ...rest] = blocks;
    if (rest.length === 0) return first!;
    return first!.map((output, index) => tf.concat([output, ...rest.map((block) => block[index]!)]));
  });
}

/** Sizes of the blocks of so many rows, falling. */
export function blockSizes(count: number, least: number): number[] {
  const sizes: number[] = [];
  for (let rest = count; rest > 0; ) {
    let size = least;
    while (size < MOST * least && 2 * size <= rest) size *= 2;
    sizes.push(size);
    rest -= size;
  }
  return sizes;
}

/** The rows that all inputs have; scalars have none. */
function rowsOf(inputs: readonly tf.Tensor[]): number {
  const counts = new Set(inputs.flatMap(({ shape }) => shape.slice(0, 1)));
  invariant(counts.size === 1, `inputs of ${[...counts].join(" and ")} rows, expected one number`);
  const count = [...counts][0]!;
  invariant(count > 0, "a function of rows is given none");
  return count;
}

/** Rows from `start` on, `own` of them, with rows of zeros up to `size`. */
function cut(input: tf.Tensor, start: number, own: number, size: number): tf.Tensor {
  const part = own === input.shape[0] ? input : input.slice(start, own);
  if (own === size) return part;
  return tf.concat([part, tf.zeros([size - own, ...input.shape.slice(1)], input.dtype)]);
}

function firstRows(output: tf.Tensor, own: number, size: number): tf.Tensor {
  invariant(
    output.shape[0] === size,
    `an output of a function of rows is [${output.shape.join()}], not ${size} rows`,
  );
  return own === size ? output : output.slice(0, own);
}
