import { invariant } from "@limen/errors";
import type { Sample } from "./quantile.ts";

/** The six coefficients of Shrout and Fleiss (1979), by their names; null where they are not defined. */
export interface IntraclassCorrelations {
  /** ICC(1,1): one rating; each target was rated by other raters. */
  readonly oneWay: number | null;
  /** ICC(2,1): one rating; raters are a sample, and their differences in level count as error. */
  readonly agreement: number | null;
  /** ICC(3,1): one rating; these raters only, and their differences in level do not count. */
  readonly consistency: number | null;
  /** ICC(1,k), ICC(2,k), ICC(3,k): the same of the mean over the raters. */
  readonly oneWayMean: number | null;
  readonly agreementMean: number | null;
  readonly consistencyMean: number | null;
}

/**
 * Intraclass correlations of ratings (numbers, e.g. valence): one row a target, one column a rater, no cell missing. Null
 * for fewer than two targets or raters, and where nothing varies.
 */
export function intraclassCorrelations(ratings: readonly Sample[]): IntraclassCorrelations {
  const n = ratings.length;
  const k = ratings[0]?.length ?? 0;
  invariant(
    ratings.every((row) => row.length === k),
    "intraclass correlations need a rating of every target by every rater",
  );
  const defined = n >= 2 && k >= 2;
  const { targets, raters, rest, within } = meanSquares(ratings, n, k);
  const ratio = (top: number, bottom: number) => (defined && bottom > 0 ? top / bottom : null);
  return {
    oneWay: ratio(targets - within, targets + (k - 1) * within),
    agreement: ratio(targets - rest, targets + (k - 1) * rest + (k * (raters - rest)) / n),
    consistency: ratio(targets - rest, targets + (k - 1) * rest),
    oneWayMean: ratio(targets - within, targets),
    agreementMean: ratio(targets - rest, targets + (raters - rest) / n),
    consistencyMean: ratio(targets - rest, targets),
  };
}

/** Mean squares of the analysis of variance: between targets, between raters, what is left, and within targets. */
function meanSquares(ratings: readonly Sample[], n: number, k: number) {
  const rows = new Float64Array(n);
  const columns = new Float64Array(k);
  let grand = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) {
      rows[i]! += ratings[i]![j]! / k;
      columns[j]! += ratings[i]![j]! / n;
      grand += ratings[i]![j]! / (n * k);
    }
  }
  let total = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < k; j++) total += (ratings[i]![j]! - grand) ** 2;
  const ofRows = k * rows.reduce((sum, mean) => sum + (mean - grand) ** 2, 0);
  const ofColumns = n * columns.reduce((sum, mean) => sum + (mean - grand) ** 2, 0);
  return {
    targets: ofRows / (n - 1),
    raters: ofColumns / (k - 1),
    rest: (total - ofRows - ofColumns) / ((n - 1) * (k - 1)),
    within: (total - ofRows) / (n * (k - 1)),
  };
}
