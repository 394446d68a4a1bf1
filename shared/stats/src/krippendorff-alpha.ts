import type { Sample } from "./quantile.ts";

/**
 * Krippendorff's alpha for nominal answers (2004): 1 − observed / expected disagreement over all pairs of answers to the
 * same item. One row of counts an item, one column a class; items with fewer than two answers say nothing. Null when
 * no item has two answers or all answers are the same class.
 */
export function krippendorffAlpha(counts: readonly Sample[]): number | null {
  const totals: number[] = [];
  let answers = 0;
  let disagreement = 0;
  for (const item of counts) {
    const n = Array.from(item).reduce((sum, count) => sum + count, 0);
    if (n < 2) continue;
    answers += n;
    for (let c = 0; c < item.length; c++) {
      totals[c] = (totals[c] ?? 0) + item[c]!;
      disagreement += (item[c]! * (n - item[c]!)) / (n - 1);
    }
  }
  const expected = totals.reduce((sum, total) => sum + total * (answers - total), 0);
  if (expected === 0) return null;
  return 1 - ((answers - 1) * disagreement) / expected;
}
