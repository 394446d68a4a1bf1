import { power } from "./power.ts";
import type { RandomStream } from "./stream.ts";

/** Gamma(shape, scale 1): Marsaglia and Tsang 2000; shapes below 1 by the power-of-uniform boost. */
export function gamma(stream: RandomStream, shape: number): number {
  if (shape < 1) return gamma(stream, shape + 1) * power(1 - stream.uniform(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    const v = root * root * root;
    if (v > 0 && Math.log(1 - stream.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** One draw from Beta(a, b). */
export function beta(stream: RandomStream, a: number, b: number): number {
  const x = gamma(stream, a);
  const y = gamma(stream, b);
  // Small parameters: both draws are below what a double holds, and nearly all of the distribution is at its two ends.
  if (x + y === 0) return stream.uniform() < a / (a + b) ? 1 : 0;
  return x / (x + y);
}

/** One draw from Dirichlet(alpha). */
export function dirichlet(stream: RandomStream, alpha: ArrayLike<number>): Float64Array {
  // Plain loops: this runs a million times for the entropies of a large study, and closures cost as much as the draws.
  const draw = new Float64Array(alpha.length);
  let total = 0;
  for (let i = 0; i < draw.length; i++) {
    draw[i] = gamma(stream, alpha[i]!);
    total += draw[i]!;
  }
  for (let i = 0; i < draw.length; i++) draw[i]! /= total;
  return draw;
}

/** Index drawn with probability proportional to the weights (which need not sum to one). */
export function categorical(stream: RandomStream, weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  let rest = stream.uniform() * total;
  for (let i = 0; i < weights.length - 1; i++) {
    rest -= weights[i]!;
    if (rest < 0) return i;
  }
  return weights.length - 1;
}

/** The integers 0 … count-1 in random order (Fisher–Yates). */
export function permutation(stream: RandomStream, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    const swap = order[i]!;
    order[i] = order[j]!;
    order[j] = swap;
  }
  return order;
}

/** `size` of the integers 0 … count-1 by lot, each once, in rising order; all where there are no more. */
export function subset(stream: RandomStream, count: number, size: number): number[] {
  return Array.from(permutation(stream, count).subarray(0, size).sort());
}

/** A shuffled copy. */
export function shuffled<T>(stream: RandomStream, items: readonly T[]): T[] {
  return Array.from(permutation(stream, items.length), (index) => items[index]!);
}
