import { invariant } from "@limen/errors";
import { dirichlet, type RandomStream } from "@limen/random";
import { digamma } from "./digamma.ts";
import { entropyBits } from "./information.ts";
import { type Interval, percentileInterval } from "./interval.ts";
import type { Sample } from "./quantile.ts";

export interface DirichletEntropyOptions {
  readonly random: RandomStream;
  /** Monte-Carlo draws behind the interval. */
  readonly draws?: number;
  readonly confidence?: number;
}

/**
 * Posterior mean of the entropy, in bits, of a distribution with a Dirichlet(alpha, …, alpha) prior and these counts:
 * E[H] = ψ(A+1) − Σ (a_c/A) ψ(a_c+1) with a_c = n_c + alpha, A = Σ a_c (Wolpert and Wolf 1995).
 */
export function dirichletEntropyMean(counts: Sample, alpha: number): number {
  const concentrations = posterior(counts, alpha);
  const total = concentrations.reduce((sum, a) => sum + a, 0);
  const nats = concentrations.reduce((sum, a) => sum - (a / total) * digamma(a + 1), digamma(total + 1));
  return nats / Math.LN2;
}

/**
 * The posterior mean by formula, with the central interval of `draws` posterior samples (bits).
 *
 * The draws depend on the sorted counts and the stream alone: stimuli whose counts differ only in the names of the
 * classes get the same interval, so callers may keep intervals by sorted counts.
 */
export function dirichletEntropy(counts: Sample, alpha: number, options: DirichletEntropyOptions): Interval {
  const sorted = Float64Array.from(counts).sort();
  const concentrations = posterior(sorted, alpha);
  const stream = options.random.split(sorted.join(","));
  const draws = new Float64Array(options.draws ?? 1000);
  for (let i = 0; i < draws.length; i++) draws[i] = entropyBits(dirichlet(stream, concentrations));
  return percentileInterval(dirichletEntropyMean(counts, alpha), draws, options.confidence ?? 0.95);
}

function posterior(counts: Sample, alpha: number): Float64Array {
  invariant(alpha > 0, `a Dirichlet prior needs alpha above 0, got ${alpha}`);
  return Float64Array.from(counts, (count) => count + alpha);
}
