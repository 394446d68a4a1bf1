import type { tf } from "@limen/engine/tf";
import type { DropoutMasks } from "../layers/index.ts";
import type { Scope } from "../parameters.ts";

export interface NetShape {
  /** Side of the image (pixels), a multiple of 8. */
  readonly size: number;
  /** Multiplies the numbers of channels. */
  readonly width: number;
}

/** Images [N, size, size, 1] in [−1, 1] → features [N, featureCount], all that the last (linear) layer sees. */
export type Features = (x: tf.Tensor4D, masks?: DropoutMasks) => tf.Tensor2D;

export interface Net {
  featureCount(shape: NetShape): number;
  /** Widths of the layers that dropout acts on in training, by their names. */
  dropouts(shape: NetShape): Readonly<Record<string, number>>;
  /** Adds the parameters and gives the forward pass. */
  build(scope: Scope, shape: NetShape): Features;
  /** Multiplications (each with its addition) of one image's features: convolutions and matrix products. */
  multiplications(shape: NetShape): number;
}

/** `base` channels times the width, a multiple of 8 (groups of norms, heads, vector lanes), at least 8. */
export function channels(base: number, width: number): number {
  return Math.max(8, 8 * Math.round((base * width) / 8));
}

/** A convolution whose output is `side` × `side`. */
export function convolution(side: number, kernel: number, inputs: number, outputs: number): number {
  return side * side * kernel * kernel * inputs * outputs;
}

/** Sums a list of multiplications. */
export function total(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0);
}
