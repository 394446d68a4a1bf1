/**
 * Probabilities below this are raised to it before the logarithm: what a net says about a class that it gives less than
 * one in ten thousand is noise, and the mixing W would multiply it.
 */
const FLOOR = 1e-4;

/**
 * What a class looks like to an observer: z = log p, floored and centred (its mean over classes is zero).
 *
 * The softmax does not see a constant added to z, but the mixing W does: centring is the gauge in which W = I + noise
 * blurs classes in proportion to their evidence, not to how improbable all the others are.
 */
export function observerScores(probabilities: ArrayLike<number>): Float64Array {
  return centred(Float64Array.from(probabilities, (p) => Math.log(Math.max(p, FLOOR))));
}

/** The same values, their mean taken away. */
export function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

export function softmax(scores: Float64Array): Float64Array {
  const top = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = scores.map((score) => Math.exp(score - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Entropy over its maximum, in [0, 1]. */
export function relativeEntropy(p: Float64Array): number {
  const nats = p.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
  return nats / Math.log(p.length);
}
