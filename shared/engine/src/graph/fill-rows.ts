import { invariant } from "@limen/errors";
import * as tf from "@tensorflow/tfjs";

/** The rows that all inputs have; scalars have none. */
export function rowsOf(inputs: readonly tf.Tensor[]): number {
  const counts = new Set(inputs.flatMap(({ shape }) => shape.slice(0, 1)));
  invariant(counts.size === 1, `inputs of ${[...counts].join(" and ")} rows, expected one number`);
  return [...counts][0]!;
}

/** With rows of zeros up to so many; a scalar as it is. */
export function fillRows(input: tf.Tensor, rows: number): tf.Tensor {
  const missing = rows - (input.shape[0] ?? rows);
  return missing === 0
    ? input
    : tf.concat([input, tf.zeros([missing, ...input.shape.slice(1)], input.dtype)]);
}

export function firstRows(output: tf.Tensor, rows: number): tf.Tensor {
  return output.shape[0] === rows ? output : output.slice(0, rows);
}
