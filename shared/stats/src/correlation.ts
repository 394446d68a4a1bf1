import { invariant } from "@limen/errors";
import type { Sample } from "./quantile.ts";

/** Pearson's correlation; null for fewer than two pairs or when one side does not vary. */
export function pearson(x: Sample, y: Sample): number | null {
  invariant(x.length === y.length, `correlation needs pairs, got ${x.length} and ${y.length} values`);
  const n = x.length;
  if (n < 2) return null;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i]! / n;
    meanY += y[i]! / n;
  }
  let sumXX = 0;
  let sumYY = 0;
  let sumXY = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    sumXX += dx * dx;
    sumYY += dy * dy;
    sumXY += dx * dy;
  }
  // A constant column leaves rounding error of the order of its mean squared × 1e-32, not exactly zero.
  const tiny = n * 1e-28;
  if (sumXX <= tiny * (1 + meanX * meanX) || sumYY <= tiny * (1 + meanY * meanY)) return null;
  return Math.max(-1, Math.min(1, sumXY / Math.sqrt(sumXX * sumYY)));
}

/** Spearman's rank correlation, ties by average ranks (simple-statistics breaks ties by order instead). */
export function spearman(x: Sample, y: Sample): number | null {
  return pearson(averageRanks(x), averageRanks(y));
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function averageRanks(values: Sample): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]!,
  );
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
