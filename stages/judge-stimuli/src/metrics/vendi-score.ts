import { eigenvaluesOfSquare } from "./eigenvalues.ts";
import { dot, matrixOf, type Vectors } from "./vectors.ts";

/**
 * The effective number of different items (Friedman and Dieng 2023): exp of the entropy of the eigenvalues of K / n, with
 * the cosine of two items as their similarity K. 1: all alike; n: all at right angles. Null without items.
 */
export function vendiScore(sample: Vectors): number | null {
  if (sample.length === 0) return null;
  const lengths = sample.map((x) => Math.sqrt(dot(x, x)));
  // A vector of zeros has no direction; it stays one, and counts as like nothing.
  const unit = sample.map((x, index) => x.map((value) => value / (lengths[index]! || 1)));
  const weights = eigenvaluesOfSquare(matrixOf(unit)).map((value) => value / sample.length);
  const entropy = weights.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
  return Math.exp(entropy);
}
