import type { tf } from "@limen/engine/tf";
import { glorot } from "../initialisers.ts";
import { conv2d } from "../layers/index.ts";
import type { Scope } from "../parameters.ts";

/** Patches along a side: 8 whatever the size of the image (6 pixels a patch at 48). */
const PATCHES = 8;

/** Tokens of an image. */
export const TOKENS = PATCHES ** 2;

/** Cuts the image into 8 × 8 patches, each a token: [N, size, size, 1] → [N, 64, features]. */
export function patches(scope: Scope, size: number, features: number): (x: tf.Tensor4D) => tf.Tensor3D {
  const side = size / PATCHES;
  const embed = conv2d(scope, {
    inputs: 1,
    outputs: features,
    kernel: side,
    stride: side,
    initialise: glorot,
  });
  return (x) => embed(x).reshape([x.shape[0], TOKENS, features]);
}
