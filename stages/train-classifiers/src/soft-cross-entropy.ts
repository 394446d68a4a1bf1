import { tf } from "@limen/engine/tf";

/** (nats) Mean over the batch of −Σ target · log softmax(logits); both [N, classes]. */
export function softCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.neg(tf.logSoftmax(logits).mul(targets).sum(1).mean()).asScalar();
}
