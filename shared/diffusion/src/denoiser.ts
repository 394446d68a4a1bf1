import { tf } from "@limen/engine/tf";

/**
 * A denoiser: noisy images x [N, S, S, 1] (clean image + sigma · unit noise, pixels in [-1, 1]) → estimate of the
 * clean images. Guidance is a function from denoiser to denoiser, so it stacks; samplers do not know it.
 */
export type Denoiser = (x: tf.Tensor4D, sigma: number) => tf.Tensor4D;

/**
 * A denoiser told what to show: condition [N, classes + 1], weights over the class embeddings that sum to one. The
 * last column is the null class ("anything"). Half on each of two classes asks for a face between them.
 */
export type ConditionalDenoiser = (x: tf.Tensor4D, sigma: number, condition: tf.Tensor2D) => tf.Tensor4D;

/** Its vector–Jacobian product: a cotangent of the clean images, [N, S, S, 1], pulled to the noisy ones. */
export type DenoiserPull = (
  x: tf.Tensor4D,
  sigma: number,
  condition: tf.Tensor2D,
  cotangent: tf.Tensor4D,
) => tf.Tensor4D;

/** A denoiser with a noise level of its own for each image, sigmas [N], as training draws them. */
export type CleanEstimate = (x: tf.Tensor4D, sigmas: tf.Tensor1D, condition: tf.Tensor2D) => tf.Tensor4D;

/** Fixes the condition. */
export function conditioned(denoiser: ConditionalDenoiser, condition: tf.Tensor2D): Denoiser {
  return (x, sigma) => denoiser(x, sigma, condition);
}

/**
 * Classifier-free guidance (Ho and Salimans 2022): null + scale · (conditioned − null). Scale 1 is the denoiser
 * itself, at one evaluation a call; any other scale costs two (`evaluationsPerCall`).
 */
export function classGuided(denoiser: ConditionalDenoiser, scale: number): ConditionalDenoiser {
  if (scale === 1) return denoiser;
  return (x, sigma, condition) =>
    tf.tidy(() => {
      const images = x.shape[0];
      const nothing = nullCondition(images, condition.shape[1] - 1);
      const both = denoiser(tf.concat([x, x]), sigma, tf.concat([condition, nothing]));
      const [asked, free] = tf.split(both, 2) as [tf.Tensor4D, tf.Tensor4D];
      return free.add(asked.sub(free).mul(scale)) as tf.Tensor4D;
    });
}

/** The vector–Jacobian product of `classGuided`, which is linear in the two answers. */
export function classGuidedPull(pull: DenoiserPull, scale: number): DenoiserPull {
  if (scale === 1) return pull;
  return (x, sigma, condition, cotangent) =>
    tf.tidy(() => {
      const twice = tf.concat([cotangent, cotangent]);
      return classGuided((at, level, asked) => pull(at, level, asked, twice), scale)(x, sigma, condition);
    });
}

/** How many evaluations of the net a call of `classGuided(…, scale)` takes for one image. */
export function evaluationsPerCall(scale: number): 1 | 2 {
  return scale === 1 ? 1 : 2;
}

/** [images, classes + 1], all weight on the null class. */
export function nullCondition(images: number, classes: number): tf.Tensor2D {
  return tf.tidy(() => tf.concat([tf.zeros([images, classes]), tf.ones([images, 1])], 1) as tf.Tensor2D);
}

/** [images, classes + 1]: each image's weight shared equally by the classes that it lists; none: the null class. */
export function mixedCondition(classesOfImage: readonly (readonly number[])[], classes: number): tf.Tensor2D {
  const even = classesOfImage.map((listed) => listed.map((index) => [index, 1 / listed.length] as const));
  return weightedCondition(even, classes);
}

/** [images, classes + 1]: the weights of the classes that each image lists, which sum to one; none: the null class. */
export function weightedCondition(
  weightsOfImage: readonly (readonly (readonly [index: number, weight: number])[])[],
  classes: number,
): tf.Tensor2D {
  const width = classes + 1;
  const weights = new Float32Array(weightsOfImage.length * width);
  for (const [image, listed] of weightsOfImage.entries()) {
    if (listed.length === 0) weights[image * width + classes] = 1;
    for (const [index, weight] of listed) weights[image * width + index]! += weight;
  }
  return tf.tensor2d(weights, [weightsOfImage.length, width]);
}
