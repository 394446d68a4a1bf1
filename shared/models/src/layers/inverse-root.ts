import type { tf } from "@limen/engine/tf";

/**
 * 1 / √x for x > 0, by square root and division, which every CPU rounds alike. TensorFlow's Rsqrt refines an estimate that Intel's and AMD's
 * processors take from different tables, and its optimiser makes an Rsqrt of 1 / √x: so √x / x.
 */
export function inverseRoot<T extends tf.Tensor>(x: T): T {
  return x.sqrt().div(x);
}
