import { tf } from "@limen/engine/tf";
import { invariant } from "@limen/errors";
import { ones, zeros } from "../initialisers.ts";
import type { Scope } from "../parameters.ts";
import { defineOp } from "./define-op.ts";
import { inverseRoot } from "./inverse-root.ts";
import { product } from "./mat-mul.ts";

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
 * Everything of the size of the feature map is one of 5 kernels forward and 7 backward; the rest works on [N, C],
 * where the mean over a group is a product with a constant matrix: one kernel.
 * With y = x·a + b (a = scale/σ, b = shift − mean·a), the gradient by x is again affine in dy and x:
 * dx = dy·a + x·p + q, with p and q from the sums of dy and dy·x over pixels.
 */
const groupNormOp = defineOp<"x" | "scale" | "shift", { groups: number }>({
  name: "GroupNorm",
  inputs: ["x", "scale", "shift"],
  outputCount: 3,
  forward({ x, scale, shift }, { groups }) {
    const means = groupMeans(x, groups);
    const mean = product(sumPixels(x), means);
    const square = product(sumPixels(x.square()), means);
    const inverse = inverseRoot(square.sub(mean.square()).relu().add(EPSILON));
    const a = inverse.mul(scale);
    const b = shift.sub(mean.mul(a));
    return [x.mul(wide(a)).add(wide(b)), mean, inverse];
  },
  gradient(dy, { inputs: { x, scale, shift }, outputs: [, mean, inverse] }, { groups }) {
    const sumDy = sumPixels(dy);
    const sumDyX = sumPixels(dy.mul(x));
    // Σ dy·x̂ over pixels, per image and channel
    const sumDyHat = sumDyX.sub(sumDy.mul(mean!)).mul(inverse!);
    return {
      x: () => {
        const means = groupMeans(x, groups);
        const a = inverse!.mul(scale);
        const meanG = product(sumDy.mul(a), means);
        const p = product(sumDyHat.mul(a), means).mul(inverse!);
        const q = p.mul(mean!).sub(meanG);
        return dy
          .mul(wide(a))
          .sub(x.mul(wide(p)))
          .add(wide(q));
      },
      scale: () => (scale.rank === 1 ? sumDyHat.sum(0) : sumDyHat.clone()),
      shift: () => (shift.rank === 1 ? sumDy.sum(0) : sumDy.clone()),
    };
  },
});

/** [N, H, W, C] → [N, C]. */
function sumPixels(x: tf.Tensor): tf.Tensor2D {
  return x.sum([1, 2]);
}

/** [C, C]: sums over pixels [N, C] times this are the means over each channel's group. */
function groupMeans(x: tf.Tensor, groups: number): tf.Tensor2D {
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const size = channels / groups;
  const share = 1 / (height * width * size);
  const values = new Float32Array(channels * channels);
  for (let from = 0; from < channels; from++) {
    const start = from * channels + size * Math.floor(from / size);
    values.fill(share, start, start + size);
  }
  return tf.tensor2d(values, [channels, channels]);
}

/** [N, C] or [C] → broadcastable over pixels. */
function wide(values: tf.Tensor): tf.Tensor4D {
  return values.reshape([values.rank === 1 ? 1 : values.shape[0]!, 1, 1, values.shape.at(-1)!]);
}
