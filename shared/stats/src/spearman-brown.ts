/**
 * Spearman–Brown prophecy: the reliability of a measure made `factor` times as long, k r / (1 + (k−1) r).
 * Null where the correlation is null or the formula has no value (r ≤ −1/(k−1)).
 */
export function spearmanBrown(correlation: number | null, factor = 2): number | null {
  if (correlation === null) return null;
  const divisor = 1 + (factor - 1) * correlation;
  return divisor <= 0 ? null : (factor * correlation) / divisor;
}
