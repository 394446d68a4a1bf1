import { runKernel, type tf } from "@limen/engine/tf";
import { defineOp } from "./define-op.ts";

const NHWC = { T: { dtype: "float32" }, data_format: { string: "NHWC" } } as const;

const biasAdd = defineOp<"x" | "bias">({
  name: "BiasAdd",
  inputs: ["x", "bias"],
  forward: ({ x, bias }) => [runKernel("BiasAdd", NHWC, [x, bias])[0]!],
  gradient: (dy) => ({
    x: () => dy.clone(),
    bias: () => runKernel("BiasAddGrad", NHWC, [dy])[0]!,
  }),
});

/** x + bias over the last axis (rank ≥ 2). BiasAddGrad takes half the time of the sum over axes that tfjs would do. */
export function addBias<T extends tf.Tensor>(x: T, bias: tf.Tensor): T {
  return biasAdd({ x, bias }, {}) as T;
}
