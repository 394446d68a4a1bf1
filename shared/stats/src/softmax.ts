import type { Sample } from "./quantile.ts";

/** log Σ exp(x), safe for large scores; −∞ for none. */
export function logSumExp(scores: Sample): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i++) top = Math.max(top, scores[i]!);
  if (!Number.isFinite(top)) return top;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += Math.exp(scores[i]! - top);
  return top + Math.log(sum);
}

/** exp(x/T) / Σ exp(x/T): scores in nats to probabilities. */
export function softmax(scores: Sample, temperature = 1): Float64Array {
  const scaled = Float64Array.from(scores, (score) => score / temperature);
  const normaliser = logSumExp(scaled);
  return scaled.map((score) => Math.exp(score - normaliser));
}
