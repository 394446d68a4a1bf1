import { expect, test } from "vitest";
import {
  averageRanks,
  mean,
  meanDifference,
  median,
  pearson,
  quantile,
  spearman,
  standardDeviation,
  standardError,
  variance,
} from "./index.ts";

// Fixtures: NumPy and SciPy (np.mean, np.var(ddof=1), np.quantile, st.sem, st.pearsonr, st.spearmanr, st.rankdata).
const x = [1.2, 3.4, 2.2, 5.9, 4.1, 4.1, 0.3];
const y = [2.0, 2.9, 2.9, 7.5, 3.3, 5.0, 1.1];

test("moments agree with NumPy", () => {
  expect(mean(x)).toBeCloseTo(3.0285714285714285, 14);
  expect(variance(x)).toBeCloseTo(3.6923809523809528, 14);
  expect(standardDeviation(x)).toBeCloseTo(Math.sqrt(3.6923809523809528), 14);
  expect(standardError(x)).toBeCloseTo(0.7262802442564984, 14);
  expect(meanDifference(x, Float64Array.of(1, 2))).toBeCloseTo(1.5285714285714285, 14);
});

test("quantiles agree with NumPy's default", () => {
  expect([0.025, 0.1, 0.5, 0.9].map((p) => quantile(x, p))).toEqual([
    expect.closeTo(0.435, 12),
    expect.closeTo(0.84, 12),
    3.4,
    expect.closeTo(4.82, 12),
  ]);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("correlations agree with SciPy, ties by average ranks", () => {
  expect(pearson(x, y)).toBeCloseTo(0.9174452743897101, 13);
  expect(spearman(x, y)).toBeCloseTo(0.9818181818181818, 13);
  expect([...averageRanks(x)]).toEqual([2, 4, 3, 7, 5.5, 5.5, 1]);
});

test("undefined statistics are null, not NaN", () => {
  expect([mean([]), variance([1]), standardError([1]), quantile([], 0.5), meanDifference([], [1])]).toEqual(
    Array(5).fill(null),
  );
  expect(pearson([1], [2])).toBeNull();
  expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull();
  expect(spearman([1, 2, 3], [5, 5, 5])).toBeNull();
});

test("the sample itself is left as it was", () => {
  const values = [3, 1, 2];
  quantile(values, 0.5);
  expect(values).toEqual([3, 1, 2]);
});
