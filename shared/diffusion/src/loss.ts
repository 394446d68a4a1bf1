import { tf } from "@limen/engine/tf";
import type { CleanEstimate } from "./denoiser.ts";
import { type LossWeighting, lossWeight } from "./precondition.ts";

export interface DenoisingBatch {
  /** Clean images [N, S, S, 1] in [-1, 1]. */
  readonly clean: tf.Tensor4D;
  /** Unit noise, same shape. */
  readonly noise: tf.Tensor4D;
  /** Noise level of each image. */
  readonly sigmas: readonly number[];
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
  const levels = tf.tensor4d([...sigmas], [sigmas.length, 1, 1, 1]);
  const weights = tf.tensor1d(sigmas.map((sigma) => lossWeight(sigma, weighting)));
  const noisy = clean.add(noise.mul(levels)) as tf.Tensor4D;
  const error = estimate(noisy, sigmas, condition).sub(clean).square().mean([1, 2, 3]) as tf.Tensor1D;
  return error.mul(weights);
}
