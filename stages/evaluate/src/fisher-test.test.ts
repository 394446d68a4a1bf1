import { RandomStream } from "@limen/random";
import { twoSampleTest } from "@limen/stats";
import { expect, test } from "vitest";
import { type Contrast, concludeClaims } from "./claim.ts";
import { fisherTest } from "./fisher-test.ts";
import { differenceOfShares } from "./test-boundaries.ts";

test("agrees with Fisher's tea tasting and with a permutation test of the same shares", () => {
  // 3 of 4 cups right: (16 + 1) / 70.
  expect(fisherTest(3, 4, 1, 4)).toBeCloseTo(17 / 70, 10);
  const ones = (hits: number, n: number) => Array.from({ length: n }, (_, i) => (i < hits ? 1 : 0));
  const random = RandomStream.fromSeed(1);
  const drawn = twoSampleTest(ones(12, 20), ones(9, 25), { random, draws: 4000, alternative: "greater" });
  expect(fisherTest(12, 20, 9, 25)).toBeCloseTo(drawn.pValue!, 1);
});

test("a difference of shares is inside its interval, which includes zero for equal shares", () => {
  const half = [1, 0, 1, 0, 1, 0];
  const equal = differenceOfShares(half, half);
  expect(equal.low!).toBeLessThan(0);
  expect(equal.high!).toBeGreaterThan(0);
  const apart = differenceOfShares(Array(40).fill(1), Array(40).fill(0));
  expect(apart.estimate).toBe(1);
  expect(apart.low!).toBeGreaterThan(0.8);
});

const contrast = (
  low: number,
  high: number,
  pValue: number | null,
  nullValue: number | null = 0,
): Contrast => ({
  claim: "C5",
  contrast: "a − b",
  net: null,
  interval: { estimate: (low + high) / 2, low, high },
  nullValue,
  unit: "nats a trial",
  n: 10,
  nUnit: "participants",
  test: "",
  pValue,
  ceiling: null,
  seed: "",
  digest: "",
  source: "simulated",
});

test("the verdict needs interval and corrected test; many tests take back what one would give", () => {
  const verdicts = (contrasts: Contrast[]) => concludeClaims(contrasts, 0.05).map((row) => row.supported);
  expect(verdicts([contrast(0.1, 0.3, 0.03)])).toEqual(["yes"]);
  expect(verdicts([contrast(0.1, 0.3, 0.03), contrast(-0.1, 0.3, 0.2)])).toEqual(["unclear", "unclear"]);
  expect(verdicts([contrast(-0.3, -0.1, 0.99)])).toEqual(["no"]);
  expect(verdicts([contrast(0, 0, 1)])).toEqual(["no"]);
  expect(verdicts([contrast(0.1, 0.3, null)])).toEqual(["yes"]);
  expect(verdicts([contrast(0.1, 0.3, null, null)])).toEqual(["described"]);
});
