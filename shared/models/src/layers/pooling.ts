import { tf } from "@limen/engine/tf";

/** Largest of each 2×2 block: [N, H, W, C] → [N, H/2, W/2, C]. */
export function maxPool(x: tf.Tensor4D): tf.Tensor4D {
  return tf.maxPool(x, 2, 2, "same");
}

/** Mean over pixels: [N, H, W, C] → [N, C]. */
export function globalMean(x: tf.Tensor4D): tf.Tensor2D {
  const [n, height, width, channels] = x.shape;
  return x.reshape([n, height * width, channels]).mean(1);
}
