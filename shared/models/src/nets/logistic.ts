import type { tf } from "@limen/engine/tf";
import type { Net } from "./net.ts";

/** Logistic regression: the features are the pixels themselves. The weakest end of the zoo. */
export const logistic: Net = {
  featureCount: ({ size }) => size * size,
  dropouts: () => ({}),

  build:
    (_scope, { size }) =>
    (x) =>
      x.reshape([x.shape[0], size * size]) as tf.Tensor2D,
  multiplications: () => 0,
};
