import { tf } from "@limen/engine/tf";
import type { RandomStream } from "@limen/random";

/** What makes a forward pass one of training. */
export interface Training {
  /** Of this step; layers split it by their name. */
  readonly random: RandomStream;
  /** Share of values that dropout silences. */
  readonly dropout: number;
}

/** Silences a share of the values in training and scales the rest up (Srivastava et al. 2014); else the identity. */
export function dropout<T extends tf.Tensor>(x: T, name: string, training: Training | undefined): T {
  if (!training || training.dropout === 0) return x;
  const random = training.random.split(name);
  const threshold = training.dropout * 2 ** 32;
  const kept = 1 / (1 - training.dropout);
  const mask = Float32Array.from({ length: x.size }, () => (random.uint32() < threshold ? 0 : kept));
  return x.mul(tf.tensor(mask, x.shape)) as T;
}
