import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import {
  binomialInterval,
  binomialTail,
  bootstrap,
  cohenKappa,
  crossedBootstrap,
  holm,
  krippendorffAlpha,
  krippendorffParts,
  mean,
  permutationTest,
  signFlipTest,
  spearman,
  twoSampleTest,
} from "./index.ts";

const random = RandomStream.fromSeed(7);
const paired = [0.3, -0.1, 0.5, 0.2, 0.9, -0.4, 0.25, 0.11, 0.05];

test("the bootstrap interval of a mean agrees with SciPy", () => {
  // st.bootstrap(method="percentile", n_resamples=200000)
  const x = [1.2, 3.4, 2.2, 5.9, 4.1, 4.1, 0.3];
  const interval = bootstrap(x, mean, { random: random.split("boot"), draws: 20_000 });
  expect(interval.estimate).toBeCloseTo(3.0285714285714285, 13);
  expect(interval.low).toBeCloseTo(1.6857, 1);
  expect(interval.high).toBeCloseTo(4.3429, 1);
  expect(bootstrap<number>([], mean, { random })).toEqual({ estimate: null, low: null, high: null });
});

test("the crossed bootstrap sees variance of rows that a bootstrap of cells misses", () => {
  const cells = Array.from({ length: 20 * 30 }, (_, i) => ({
    row: `p${i % 20}`,
    column: `s${Math.floor(i / 20)}`,
    value: random
      .split("row")
      .split(i % 20)
      .normal(),
  }));
  const crossed = crossedBootstrap(cells, { random: random.split("crossed"), draws: 500 });
  const naive = bootstrap(cells, (sample) => mean(sample.map((cell) => cell.value)), {
    random: random.split("naive"),
    draws: 500,
  });
  const width = (interval: { low: number | null; high: number | null }) => interval.high! - interval.low!;
  expect(crossed.estimate).toBeCloseTo(naive.estimate!, 12);
  expect(width(crossed)).toBeGreaterThan(3 * width(naive));
});

test("the sign-flip test agrees with SciPy's exact permutation of samples", () => {
  const two = signFlipTest(paired, { random });
  expect(two.estimate).toBeCloseTo(0.2011111111111111, 14);
  expect(two.pValue).toBe(0.140625);
  expect(signFlipTest(paired, { random, alternative: "greater" }).pValue).toBe(0.0703125);
  expect(signFlipTest(paired, { random: random.split("mc"), draws: 500 }).pValue).toBeCloseTo(0.14, 1);
  expect(signFlipTest([], { random }).pValue).toBeNull();
});

test("the two-sample permutation test agrees with SciPy's exact one", () => {
  const result = twoSampleTest([1.1, 2.3, 2.9, 4.0, 3.2], [0.5, 1.9, 1.0, 2.2, 1.4], {
    random: random.split("two"),
    draws: 10_000,
  });
  expect(result.estimate).toBeCloseTo(1.3, 13);
  expect(Math.abs(result.pValue! - 0.05555)).toBeLessThan(0.01);
});

test("p-values are uniform when there is nothing, and small when there is something", () => {
  let rejected = 0;
  for (let run = 0; run < 200; run++) {
    const stream = random.split("null").split(run);
    const x = Array.from({ length: 15 }, () => stream.normal());
    const y = Array.from({ length: 15 }, () => stream.normal());
    if (permutationTest(x, y, spearman, { random: stream, draws: 99 }).pValue! <= 0.05) rejected++;
  }
  expect(rejected).toBeLessThan(23); // 5 % of 200 and four standard errors
  const line = Array.from({ length: 15 }, (_, i) => i);
  expect(permutationTest(line, line, spearman, { random, draws: 99 }).pValue).toBe(0.01);
});

test("Holm's correction agrees with statsmodels and skips nulls", () => {
  expect(holm([0.01, 0.04, null, 0.03, 0.005])).toEqual(
    [0.03, 0.06, null, 0.06, 0.02].map((p) => (p === null ? null : expect.closeTo(p, 14))),
  );
});

test("Wilson's interval and the binomial tail agree with SciPy", () => {
  const wilson = binomialInterval(7, 10);
  expect([wilson.low, wilson.high]).toEqual([
    expect.closeTo(0.39677814746, 10),
    expect.closeTo(0.892208732594, 10),
  ]);
  expect(binomialInterval(0, 20).high).toBeCloseTo(0.16112515805, 10);
  expect(binomialInterval(7, 10, 0.9).low).toBeCloseTo(0.44169979787, 2);
  expect(binomialInterval(0, 0).estimate).toBeNull();
  expect(binomialTail(5, 25, 1 / 7)).toBeCloseTo(0.28113951910707813, 12);
  expect(binomialTail(10, 25, 0.2)).toBeCloseTo(0.01733186954184571, 12);
  expect(binomialTail(0, 25, 0.2)).toBeCloseTo(1, 12);
});

const alphaOf = (counts: number[][]) => krippendorffAlpha(krippendorffParts(counts));

test("kappa agrees with statsmodels; alpha is 1 for agreement and about 0 for chance", () => {
  expect(cohenKappa([..."aabbcacbab"], [..."aabacacbbb"])).toBeCloseTo(0.6875, 13);
  expect(cohenKappa(["a"], ["a"])).toBeNull();
  expect(
    alphaOf([
      [3, 0],
      [0, 4],
      [1, 0],
    ]),
  ).toBe(1);
  const chance = Array.from({ length: 400 }, (_, item) => {
    const stream = random.split("alpha").split(item);
    const first = Array.from({ length: 6 }, () => stream.integer(2)).reduce((a, b) => a + b, 0);
    return [first, 6 - first];
  });
  expect(Math.abs(alphaOf(chance)!)).toBeLessThan(0.06);
  expect(
    alphaOf([
      [2, 0],
      [3, 0],
    ]),
  ).toBeNull();
});

test("the same stream gives the same result", () => {
  const run = () => bootstrap(paired, mean, { random: random.split("again"), draws: 50 });
  expect(run()).toEqual(run());
});
