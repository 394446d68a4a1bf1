import { tf } from "@limen/engine/tf";
import type { Classifier } from "@limen/models";
import { softCrossEntropy } from "./soft-cross-entropy.ts";

/**
 * Moves each image by `distance` (L2 norm, pixels in [−1, 1]) in the direction in which its loss grows fastest: one
 * step of adversarial training (Goodfellow et al. 2015; L2 as in Gaziv et al. 2023). Images are [N, size, size, 1].
 */
export function attack(
  classifier: Classifier,
  images: tf.Tensor4D,
  targets: tf.Tensor2D,
  distance: number,
): tf.Tensor4D {
  return tf.tidy(() => {
    const gradient = tf.grad((x) => softCrossEntropy(classifier.logits(x as tf.Tensor4D), targets))(images);
    const length = gradient.square().sum([1, 2, 3], true).sqrt().add(1e-12);
    return images.add<tf.Tensor4D>(gradient.div(length).mul(distance));
  });
}
