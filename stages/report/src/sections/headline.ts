import type { ReportData } from "../read.ts";

export type Claim = NonNullable<ReportData["claims"]>["rows"][number];

export interface Headline {
  /** The row of the median effect, the lower of two. */
  readonly row: Claim;
  /** The primary contrast in every net or sampler. */
  readonly all: readonly Claim[];
}

/** The primary contrast of one claim's rows; where it is missing, the first that was tested, or the first. */
export function headline(rows: readonly Claim[]): Headline | null {
  const primary = rows.filter((row) => row.primary);
  const stand = rows.find((row) => !["described", "not tested"].includes(row.supported)) ?? rows[0];
  const all = primary.length > 0 ? primary : stand ? [stand] : [];
  const known = all.filter((row) => row.effect !== null);
  const sorted = known.toSorted((a, b) => (a.effect as number) - (b.effect as number));
  const row = sorted[Math.floor((sorted.length - 1) / 2)] ?? all[0];
  return row ? { row, all } : null;
}

/** `5 yes, 31 unclear, 9 described`: only what occurs. */
export function tally(rows: readonly Claim[]): string {
  return ["yes", "no", "unclear", "not tested", "described"]
    .map((verdict) => [rows.filter((row) => row.supported === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`)
    .join(", ");
}
