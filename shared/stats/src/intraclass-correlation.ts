import type { Sample } from "./quantile.ts";

/** What several raters said of one target, on one scale or several. */
export interface RatedTarget {
  /** How many rated it. */
  readonly ratings: number;
  /** Sum, and sum of squares, of the ratings on each scale. */
  readonly sums: Sample;
  readonly squares: Sample;
}

/**
 * ICC(1,1) of Shrout and Fleiss (1979): how alike two ratings of a target are by different raters, where targets have other raters and
 * other numbers of them (n₀ of the unbalanced analysis of variance in place of k). Scales are pooled: mean squares are summed over
 * them. Weights count a target so many times (bootstrap). Null for fewer than two targets, where none was rated twice, and where
 * nothing varies.
 */
export function intraclassCorrelation(
  targets: readonly RatedTarget[],
  weights?: ArrayLike<number>,
): number | null {
  const weightOf = (place: number) => (weights ? weights[place]! : 1);
  let [count, all, squared] = [0, 0, 0];
  for (const [place, { ratings }] of targets.entries()) {
    count += weightOf(place);
    all += weightOf(place) * ratings;
    squared += weightOf(place) * ratings ** 2;
  }
  if (count < 2 || all <= count) return null;
  const scales = targets[0]!.sums.length;
  let [between, within] = [0, 0];
  for (let scale = 0; scale < scales; scale++) {
    let [sum, ofMeans, squares] = [0, 0, 0];
    for (const [place, target] of targets.entries()) {
      const own = target.sums[scale]!;
      sum += weightOf(place) * own;
      ofMeans += (weightOf(place) * own ** 2) / target.ratings;
      squares += weightOf(place) * target.squares[scale]!;
    }
    between += (ofMeans - sum ** 2 / all) / (count - 1);
    within += (squares - ofMeans) / (all - count);
  }
  const typical = (all - squared / all) / (count - 1);
  const whole = between + (typical - 1) * within;
  return whole > 1e-12 ? (between - within) / whole : null;
}
