import { tf } from "@limen/engine/tf";
import type { RandomStream } from "@limen/random";

/** By the layers' names, each [N, width]: 0 where dropout silences a value, else 1 / (1 − share). */
export type DropoutMasks = Readonly<Record<string, tf.Tensor>>;

/** Silences values in training and scales the rest up (Srivastava et al. 2014); without masks the identity. */
export function dropout(x: tf.Tensor2D, name: string, masks: DropoutMasks | undefined): tf.Tensor2D {
  const mask = masks?.[name];
  return mask ? x.mul(mask) : x;
}

/** Masks for a batch, given each layer's width. Each layer draws from the split by its name. */
export function drawMasks(
  widths: Readonly<Record<string, number>>,
  count: number,
  share: number,
  random: RandomStream,
): Record<string, tf.Tensor2D> {
  const threshold = share * 2 ** 32;
  const kept = 1 / (1 - share);
  const masks = Object.entries(widths).map(([name, width]) => {
    const own = random.split(name);
    const values = Float32Array.from({ length: count * width }, () => (own.uint32() < threshold ? 0 : kept));
    return [name, tf.tensor2d(values, [count, width])] as const;
  });
  return Object.fromEntries(masks);
}
