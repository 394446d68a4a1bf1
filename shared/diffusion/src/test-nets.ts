import { tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import type { UnetConfig } from "./config.ts";
import type { ConditionalDenoiser } from "./denoiser.ts";
import { type Guide, guideOf } from "./guidance/guide.ts";
import type { Prior } from "./guidance/prior.ts";

export const tinyConfig: UnetConfig = {
  family: "denoiser",
  architecture: "unet",
  size: 16,
  unshuffle: 2,
  channels: [8, 16],
  heads: 2,
  embedding: 16,
  classes: ["calm", "glad", "sad"],
};

/** The exact denoiser of pixels that are independent N(0, .5²): shrinks by .25 / (.25 + σ²). */
export const gaussianDenoiser: ConditionalDenoiser = (x, sigma) => x.mul(0.25 / (0.25 + sigma ** 2));

/** It as a prior; it is linear, so that it pulls a cotangent back as it denoises. */
export const gaussianPrior: Prior = {
  denoise: gaussianDenoiser,
  pull: (_x, sigma, condition, cotangent) => gaussianDenoiser(cotangent, sigma, condition),
  gflopAt: () => 1,
  evaluationsPerCall: 1,
};

/** A guide whose logits are linear in the pixels. Its weights live as long as the test process. */
export function linearGuide(name: string, size: number, classes: number): Guide {
  const random = RandomStream.fromSeed(name);
  const weights = tf.keep(
    tf.tensor2d(random.normals(size * size * classes), [size * size, classes]).mul(0.1),
  ) as tf.Tensor2D;
  const logits = (x: tf.Tensor4D) =>
    tf.tidy(() => x.reshape([x.shape[0], -1]).matMul(weights) as tf.Tensor2D);
  return guideOf({ name, gflop: 1, logits }, () => []);
}

export function images(seed: string, count: number, size: number): tf.Tensor4D {
  return tf.tensor4d(RandomStream.fromSeed(seed).normals(count * size * size), [count, size, size, 1]);
}
