import { runKernel, tf } from "@limen/engine/tf";
import { ones, zeros } from "../initialisers.ts";
import type { Scope } from "../parameters.ts";
import { addBias } from "./add-bias.ts";
import { defineOp } from "./define-op.ts";

/** Normalises over the last axis (Ba et al. 2016). Parameters: scale, shift. */
export function layerNorm(scope: Scope, features: number): <T extends tf.Tensor>(x: T) => T {
  const scale = scope.add("scale", [features], ones);
  const shift = scope.add("shift", [features], zeros);
  return <T extends tf.Tensor>(x: T) => addBias(standardise({ x }, {}).mul(scale), shift) as T;
}

const ATTRIBUTES = {
  T: { dtype: "float32" },
  U: { dtype: "float32" },
  epsilon: { float: 1e-5 },
  data_format: { string: "NCHW" },
  is_training: { bool: true },
} as const;

/**
 * Zero mean and unit variance over the last axis: the batch norm of one image whose channels are the rows. One kernel
 * forward and one backward, where means, squares and quotients would be six and seven. Those must not be
 * written out in a compiled function either: TensorFlow 2.21 takes them for a layer norm and computes its own, with an
 * epsilon of .001 whatever was asked for.
 */
const standardise = defineOp<"x">({
  name: "Standardise",
  inputs: ["x"],
  outputCount: 4,
  forward({ x }) {
    const [rows, image] = asImage(x);
    const nothing = tf.tensor1d([]);
    const inputs = [image, tf.ones([rows]), tf.zeros([rows]), nothing, nothing];
    const [y, , , ...reserved] = runKernel("FusedBatchNormV3", ATTRIBUTES, inputs, 6);
    return [y!.reshape(x.shape), ...reserved];
  },
  gradient(dy, { inputs: { x }, outputs: [, ...reserved] }) {
    const [rows, image] = asImage(x);
    const inputs = [asImage(dy)[1], image, tf.ones([rows]), ...reserved];
    return { x: () => runKernel("FusedBatchNormGradV3", ATTRIBUTES, inputs, 5)[0]!.reshape(x.shape) };
  },
});

function asImage(x: tf.Tensor): readonly [rows: number, image: tf.Tensor4D] {
  const features = x.shape.at(-1)!;
  const rows = x.size / features;
  return [rows, x.reshape([1, rows, features, 1])];
}
