import { holm, type Interval } from "@limen/stats";
import type { Row } from "@limen/tables/spec";
import type { claimsTable, pointsTable } from "@limen/tables/specs";
import { isPrimary } from "./primary.ts";

export type ClaimRow = Row<typeof claimsTable>;
export type PointRow = Row<typeof pointsTable>;

/** A contrast before the correction over all tests. Positive effects are in the claimed direction. */
export interface Contrast {
  readonly claim: keyof typeof STATEMENTS;
  readonly contrast: string;
  readonly net: string | null;
  readonly interval: Interval;
  /** Value of the effect when the claim is wrong; null: a description, nothing to test. */
  readonly nullValue: number | null;
  readonly unit: string;
  readonly n: number;
  /** What n counts: stimuli, participants, attempts, faces, pairs of answers or trials. */
  readonly nUnit: string;
  readonly test: string;
  readonly pValue: number | null;
  readonly ceiling: number | null;
  /** Path of the random stream. */
  readonly seed: string;
  readonly digest: string;
  readonly source: string;
}

const STATEMENTS = {
  C1: "Guided sampling yields faces on the decision boundaries of the guiding nets.",
  C2: "The data set holds reliable human choices for boundary faces and their controls.",
  C3: "Faces that confuse nets raise the uncertainty of people.",
  C4: "Fine-tuning on a group's choices predicts its answers to new stimuli.",
  C5: "Fine-tuning on a person's choices predicts that person beyond the group.",
} as const;

export const NO_INTERVAL: Interval = { estimate: null, low: null, high: null };

/**
 * Rows of the claims table with the verdict. Holm's correction runs over the primary contrasts, which were named before
 * any data, for these; for all others over every test of the table.
 */
export function concludeClaims(contrasts: readonly Contrast[], alpha: number): ClaimRow[] {
  const all = holm(contrasts.map((contrast) => contrast.pValue));
  const primary = holm(contrasts.map((contrast) => (isPrimary(contrast) ? contrast.pValue : null)));
  const corrected = all.map((p, index) => (isPrimary(contrasts[index]!) ? primary[index]! : p));
  return contrasts.map((contrast, index) => ({
    claim: contrast.claim,
    statement: STATEMENTS[contrast.claim],
    contrast: contrast.contrast,
    net: contrast.net,
    effect: contrast.interval.estimate,
    low: contrast.interval.low,
    high: contrast.interval.high,
    unit: contrast.unit,
    n: contrast.n,
    n_unit: contrast.nUnit,
    test: contrast.test,
    p_value: contrast.pValue,
    p_holm: corrected[index]!,
    ceiling: contrast.ceiling,
    primary: isPrimary(contrast),
    supported: verdict(contrast, corrected[index]!, alpha),
    seed: contrast.seed,
    artifact: contrast.digest,
    source: contrast.source,
  }));
}

/**
 * yes: the interval lies above the null value and, where there is a test, the corrected p is below alpha.
 * no: the interval lies at or below the null value. unclear: tested, and neither. described: there is no null value.
 * not tested: there is no interval.
 */
function verdict(
  { interval, nullValue }: Contrast,
  pHolm: number | null,
  alpha: number,
): "yes" | "no" | "unclear" | "described" | "not tested" {
  const { low, high } = interval;
  if (nullValue === null) return "described";
  if (low === null || high === null) return "not tested";
  if (high <= nullValue) return "no";
  return low > nullValue && (pHolm === null || pHolm < alpha) ? "yes" : "unclear";
}

/** simulated, imported or collected; several joined; models where nobody answered. */
export function sourceOf(rows: readonly { readonly source: string }[]): string {
  const sources = [...new Set(rows.map((row) => row.source))].sort();
  return sources.length === 0 ? "models" : sources.join(" and ");
}
