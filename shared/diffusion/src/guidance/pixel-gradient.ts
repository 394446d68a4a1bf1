import { tf } from "@limen/engine/tf";

/** Gradient of a scalar function of images, at those images: [N, S, S, 1]. */
export function pixelGradient(value: (images: tf.Tensor4D) => tf.Tensor, images: tf.Tensor4D): tf.Tensor4D {
  return tf.grad((at) => value(at as tf.Tensor4D))(images) as tf.Tensor4D;
}
