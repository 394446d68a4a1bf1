import type { tf } from "@limen/engine/tf";
import type { CleanEstimate } from "./denoiser.ts";
import { type LossWeighting, lossWeights } from "./precondition.ts";

export interface DenoisingBatch {
  /** Clean images [N, S, S, 1] in [-1, 1]. */
  readonly clean: tf.Tensor4D;
  /** Unit noise, same shape. */
  readonly noise: tf.Tensor4D;
  /** Noise level of each image, [N]. */
  readonly sigmas: tf.Tensor1D;
  /** [N, classes + 1]. */
  readonly condition: tf.Tensor2D;
}

/** Weighted mean squared error of the clean estimate, one value an image: [N]. The caller owns the tidy. */
export function denoisingLoss(
  estimate: CleanEstimate,
  batch: DenoisingBatch,
  weighting: LossWeighting,
): tf.Tensor1D {
  const { clean, noise, sigmas, condition } = batch;
  const noisy = clean.add(noise.mul(sigmas.reshape([-1, 1, 1, 1]))) as tf.Tensor4D;
  const error = estimate(noisy, sigmas, condition).sub(clean).square().mean([1, 2, 3]) as tf.Tensor1D;
  return error.mul(lossWeights(sigmas, weighting));
}
