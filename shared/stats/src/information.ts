import { invariant } from "@limen/errors";
import type { Sample } from "./quantile.ts";

/** Probabilities below this count as this in logarithms, so that a score stays finite (27.6 nats at worst). */
export const PROBABILITY_FLOOR = 1e-12;

/** Shannon entropy in bits of a distribution, or of counts, which are normalised first (the plug-in estimate). */
export function entropyBits(weights: Sample): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  invariant(total > 0, "entropy needs weights with a positive sum");
  let entropy = 0;
  for (let i = 0; i < weights.length; i++) {
    const p = weights[i]! / total;
    if (p > 0) entropy -= p * Math.log2(p);
  }
  return Math.max(0, entropy);
}

/** −Σ p log q in nats; q is floored at PROBABILITY_FLOOR, so that the result is finite. */
export function crossEntropy(p: Sample, q: Sample): number {
  invariant(p.length === q.length, `cross-entropy needs equal lengths, got ${p.length} and ${q.length}`);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    if (p[i]! > 0) sum -= p[i]! * Math.log(Math.max(q[i]!, PROBABILITY_FLOOR));
  }
  return sum;
}
