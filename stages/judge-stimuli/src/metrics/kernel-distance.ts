import { dot } from "./vectors.ts";

/** (x·y / d + 1)³: the kernel of Bińkowski et al. 2018, which sees differences of the first three moments. */
export function cubicKernel(x: Float64Array, y: Float64Array): number {
  const base = dot(x, y) / x.length + 1;
  return base * base * base;
}

/** Kernels of a sample and a reference. */
export interface Kernels {
  /** Within the sample, [n × n]. */
  readonly within: readonly Float64Array[];
  /** Mean over the reference, for each item. */
  readonly across: ArrayLike<number>;
  /** Mean over the reference's pairs of different items. */
  readonly reference: number;
}

/**
 * Unbiased estimate of the squared maximum mean discrepancy (Gretton et al. 2012, equation 3): about 0, also below, where
 * both come from one distribution. `times` says how often a resample holds each item: an item makes no pair with its own
 * copies, which would not be a pair of different items. Null without a pair.
 */
export function kernelDistance({ within, across, reference }: Kernels, times?: Float64Array): number | null {
  const n = within.length;
  let [pairs, pairWeight, cross, weight] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const own = times ? times[i]! : 1;
    if (own === 0) continue;
    weight += own;
    cross += own * across[i]!;
    for (let j = 0; j < i; j++) {
      const both = own * (times ? times[j]! : 1);
      pairs += both * within[i]![j]!;
      pairWeight += both;
    }
  }
  return pairWeight === 0 ? null : pairs / pairWeight + reference - (2 * cross) / weight;
}

/** Mean of a symmetric table over the pairs of different items. */
export function meanOfPairs(within: readonly Float64Array[]): number {
  let sum = 0;
  for (let i = 0; i < within.length; i++) for (let j = 0; j < i; j++) sum += within[i]![j]!;
  return sum / ((within.length * (within.length - 1)) / 2);
}
