import { runKernel, type tf } from "@limen/engine/tf";
import { defineOp } from "./define-op.ts";

/**
 * a [M, K] · b [K, N] → [M, N]. One kernel forward and one for each gradient: tf.matMul goes through rank 3 and
 * spends three reshapes a product, which a small net feels.
 */
export function matMul2d(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return matMulOp({ a, b }, {}) as tf.Tensor2D;
}

const matMulOp = defineOp<"a" | "b">({
  name: "MatMul2d",
  inputs: ["a", "b"],
  forward: ({ a, b }) => [product(a, b)],
  gradient: (dy, { inputs: { a, b } }) => ({
    a: () => product(dy, b, false, true),
    b: () => product(a, dy, true, false),
  }),
});

/** The kernel alone, off the tape: for use inside other operations. */
export function product(a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false): tf.Tensor {
  const attributes = {
    T: { dtype: "float32" },
    transpose_a: { bool: transposeA },
    transpose_b: { bool: transposeB },
  } as const;
  return runKernel("MatMul", attributes, [a, b])[0]!;
}
