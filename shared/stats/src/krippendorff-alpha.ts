import type { Sample } from "./quantile.ts";

/** What one item adds to Krippendorff's alpha. */
export interface KrippendorffPart {
  readonly counts: Sample;
  readonly answers: number;
  /** Pairs of its answers that differ, over answers − 1. */
  readonly disagreement: number;
}

/** One row of counts an item, one column a class; items with fewer than two answers say nothing and are left out. */
export function krippendorffParts(counts: readonly Sample[]): KrippendorffPart[] {
  return counts.flatMap((item) => {
    let answers = 0;
    for (let c = 0; c < item.length; c++) answers += item[c]!;
    if (answers < 2) return [];
    let disagreement = 0;
    for (let c = 0; c < item.length; c++) disagreement += (item[c]! * (answers - item[c]!)) / (answers - 1);
    return [{ counts: item, answers, disagreement }];
  });
}

/**
 * Krippendorff's alpha for nominal answers (2004): 1 − observed / expected disagreement over all pairs of answers to the
 * same item; answers may be missing. Null when no item has two answers or all answers are the same class. With weights
 * each item counts so many times, for a bootstrap over items.
 */
export function krippendorffAlpha(parts: readonly KrippendorffPart[], weights?: Sample): number | null {
  const totals = new Float64Array(parts[0]?.counts.length ?? 0);
  let answers = 0;
  let disagreement = 0;
  parts.forEach((part, i) => {
    const weight = weights === undefined ? 1 : weights[i]!;
    answers += weight * part.answers;
    disagreement += weight * part.disagreement;
    for (let c = 0; c < totals.length; c++) totals[c]! += weight * part.counts[c]!;
  });
  const expected = totals.reduce((sum, total) => sum + total * (answers - total), 0);
  return expected === 0 ? null : 1 - ((answers - 1) * disagreement) / expected;
}
