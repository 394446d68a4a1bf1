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
  forward: ({ a, b }) => [product(a, b, false, false)],
  gradient: (dy, { inputs: { a, b } }) => ({
    a: () => product(dy, b, false, true),
    b: () => product(a, dy, true, false),
  }),
});

function product(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor {
  const attributes = {
    T: { dtype: "float32" },
    transpose_a: { bool: transposeA },
    transpose_b: { bool: transposeB },
  } as const;
  return runKernel("MatMul", attributes, [a, b])[0]!;
}
