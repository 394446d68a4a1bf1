import { tf } from "@limen/engine/tf";
import { invariant } from "@limen/errors";
import { ones, zeros } from "../initialisers.ts";
import type { Scope } from "../parameters.ts";
import { defineOp } from "./define-op.ts";

const EPSILON = 1e-5;

export interface GroupNormOptions {
  readonly channels: number;
  /** 8 when not given. */
  readonly groups?: number;
  /** false: no scale and shift of its own (they come from elsewhere, e.g. from the noise level). */
  readonly affine?: boolean;
}

/** Normalises each image over pixels and groups of neighbouring channels (Wu and He 2018). Parameters: scale, shift. */
export function groupNorm(scope: Scope, options: GroupNormOptions): (x: tf.Tensor4D) => tf.Tensor4D {
  const { channels, groups = 8, affine = true } = options;
  const scale = affine ? scope.add("scale", [channels], ones) : undefined;
  const shift = affine ? scope.add("shift", [channels], zeros) : undefined;
  return (x) => normaliseGroups(x, groups, scale, shift);
}

/**
 * [N, H, W, C] → same: (x − mean) / √(variance + 1e-5) per image and group, then · scale + shift.
 * `scale` and `shift` are [C] or [N, C] (one an image, as in feature-wise modulation); 1 and 0 when not given.
 */
export function normaliseGroups(
  x: tf.Tensor4D,
  groups: number,
  scale?: tf.Tensor,
  shift?: tf.Tensor,
): tf.Tensor4D {
  const channels = x.shape[3];
  invariant(channels % groups === 0, `${channels} channels do not divide into ${groups} groups`);
  return tf.tidy(() =>
    groupNormOp({ x, scale: scale ?? tf.ones([channels]), shift: shift ?? tf.zeros([channels]) }, { groups }),
  ) as tf.Tensor4D;
}

/**
 * Everything of the size of the feature map is one of 5 kernels forward and 7 backward; the rest works on [N, C].
 * With y = x·a + b (a = scale/σ, b = shift − mean·a), the gradient by x is again affine in dy and x:
 * dx = dy·a + x·p + q, with p and q from the sums of dy and dy·x over pixels.
 */
const groupNormOp = defineOp<"x" | "scale" | "shift", { groups: number }>({
  name: "GroupNorm",
  inputs: ["x", "scale", "shift"],
  outputCount: 3,
  forward({ x, scale, shift }, { groups }) {
    const { pixels } = layout(x);
    const mean = overGroup(sumPixels(x), groups).div(pixels);
    const square = overGroup(sumPixels(x.square()), groups).div(pixels);
    const inverse = square.sub(mean.square()).relu().add(EPSILON).rsqrt();
    const a = inverse.mul(scale);
    const b = shift.sub(mean.mul(a));
    return [x.mul(wide(a)).add(wide(b)), mean, inverse];
  },
  gradient(dy, { inputs: { x, scale, shift }, outputs: [, mean, inverse] }, { groups }) {
    const { pixels } = layout(x);
    const sumDy = sumPixels(dy);
    const sumDyX = sumPixels(dy.mul(x));
    // Σ dy·x̂ over pixels, per image and channel
    const sumDyHat = sumDyX.sub(sumDy.mul(mean!)).mul(inverse!);
    return {
      x: () => {
        const meanG = overGroup(sumDy.mul(scale), groups).div(pixels);
        const meanGHat = overGroup(sumDyHat.mul(scale), groups).div(pixels);
        const p = meanGHat.mul(inverse!.square()).neg();
        const q = meanG.mul(inverse!).add(p.mul(mean!)).neg();
        return dy.mul(wide(inverse!.mul(scale))).add(x.mul(wide(p)).add(wide(q)));
      },
      scale: () => (scale.rank === 1 ? sumDyHat.sum(0) : sumDyHat.clone()),
      shift: () => (shift.rank === 1 ? sumDy.sum(0) : sumDy.clone()),
    };
  },
});

function layout(x: tf.Tensor): { readonly pixels: number } {
  return { pixels: x.shape[1]! * x.shape[2]! };
}

/** [N, H, W, C] → [N, C]. */
function sumPixels(x: tf.Tensor): tf.Tensor2D {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  return x.reshape([n, height * width, channels]).sum(1);
}

/** [N, C] → [N, C]: each channel's value becomes the mean over its group. */
function overGroup(values: tf.Tensor, groups: number): tf.Tensor2D {
  const [n, channels] = values.shape as [number, number];
  const size = channels / groups;
  return values.reshape([n, groups, size]).mean(2, true).tile([1, 1, size]).reshape([n, channels]);
}

/** [N, C] or [C] → broadcastable over pixels. */
function wide(values: tf.Tensor): tf.Tensor4D {
  return values.reshape([values.rank === 1 ? 1 : values.shape[0]!, 1, 1, values.shape.at(-1)!]);
}
