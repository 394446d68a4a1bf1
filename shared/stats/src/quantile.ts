/** Numbers in any array-like: plain arrays and typed arrays alike. */
export type Sample = ArrayLike<number>;

/**
 * Quantile by linear interpolation between order statistics (Hyndman and Fan's type 7, the default of NumPy and R;
 * simple-statistics has another type). Null for an empty sample.
 */
export function quantile(values: Sample, p: number): number | null {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return null;
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}

export function median(values: Sample): number | null {
  return quantile(values, 0.5);
}
