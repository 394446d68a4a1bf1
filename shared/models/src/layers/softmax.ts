import type { tf } from "@limen/engine/tf";
import { defineOp } from "./define-op.ts";

/**
 * Softmax over the last axis by exponentials, a sum and a division, which every CPU rounds alike: TensorFlow's Softmax multiplies by a
 * reciprocal that it refines from an estimate, and Intel's and AMD's processors take that from different tables.
 */
export function softmax<T extends tf.Tensor>(x: T): T {
  return softmaxOp({ x }, {}) as T;
}

const softmaxOp = defineOp<"x">({
  name: "ExactSoftmax",
  inputs: ["x"],
  outputCount: 1,
  forward({ x }) {
    const powers = x.sub(x.max(-1, true)).exp();
    return [powers.div(powers.sum(-1, true))];
  },
  gradient(dy, { outputs: [y] }) {
    const weighted = dy.mul(y!);
    return { x: () => weighted.sub(y!.mul(weighted.sum(-1, true))) };
  },
});
