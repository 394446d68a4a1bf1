import type { tf } from "@limen/engine/tf";
import { conv2d, elu, maxPool } from "../layers/index.ts";
import type { Scope } from "../parameters.ts";
import { convolution, total } from "./net.ts";

/** Pixels along a side of the square that becomes one token: three pools of two. */
const REACH = 8;

/** Tokens of an image: 36 at 48 × 48. */
export function tokenCount(size: number): number {
  return (size / REACH) ** 2;
}

/**
 * Image to tokens by three convolutions with a pool each: [N, size, size, 1] → [N, tokenCount, features]. Cutting the
 * image into patches at once needs far more faces than a study has: see docs/log.md, and Xiao et al. 2021.
 */
export function embedTokens(scope: Scope, size: number, features: number): (x: tf.Tensor4D) => tf.Tensor3D {
  const stages = widths(features).map(({ inputs, outputs }, index) =>
    conv2d(scope.in(index), { inputs, outputs }),
  );
  return (x) => {
    const maps = stages.reduce((y, convolve) => elu(maxPool(convolve(y))), x);
    return maps.reshape([x.shape[0], tokenCount(size), features]);
  };
}

/** Multiplications of one image's tokens. */
export function tokenMultiplications(size: number, features: number): number {
  const each = widths(features).map(({ inputs, outputs }, index) =>
    convolution(size / 2 ** index, 3, inputs, outputs),
  );
  return total(each);
}

function widths(features: number) {
  const outputs = [32, 64, features];
  return outputs.map((width, index) => ({ inputs: outputs[index - 1] ?? 1, outputs: width }));
}
