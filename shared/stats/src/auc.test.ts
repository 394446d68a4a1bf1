import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { auc } from "./index.ts";

test("the area is the share of pairs in the right order, ties counting half", () => {
  expect(auc([3, 4], [1, 2]).estimate).toBe(1);
  expect(auc([1, 2], [3, 4]).estimate).toBe(0);
  expect(auc([1, 3], [2, 4]).estimate).toBe(0.25);
  expect(auc([1, 2, 2], [2, 2]).estimate).toBeCloseTo((0 + 0 + 4 * 0.5) / 6, 12);
  expect(auc(Float32Array.of(5, 5, 5), [5]).estimate).toBe(0.5);
});

test("nothing to compare is not defined", () => {
  expect(auc([], [1])).toEqual({ estimate: null, low: null, high: null });
  expect(auc([1], [])).toEqual({ estimate: null, low: null, high: null });
});

test("a perfect order of few is less certain than one of many, and never certain", () => {
  const ten = Array.from({ length: 10 }, (_, i) => i);
  const few = auc([10, 11, 12], [1, 2, 3]);
  const many = auc(
    ten.map((i) => i + 10),
    ten,
  );
  expect(few.high).toBe(1);
  expect(few.low!).toBeLessThan(0.75);
  expect(many.low!).toBeGreaterThan(0.75);
  expect(many.low!).toBeLessThan(0.95);
});

test("the interval is the mirror image when the sides change places", () => {
  const [a, b] = [
    [0.2, 0.6, 0.9, 0.7],
    [0.1, 0.5, 0.65],
  ] as const;
  const there = auc(a, b);
  const back = auc(b, a);
  expect(back.estimate!).toBeCloseTo(1 - there.estimate!, 12);
  expect(back.low!).toBeCloseTo(1 - there.high!, 9);
  expect(back.high!).toBeCloseTo(1 - there.low!, 9);
});

test("about 95 of 100 intervals hold the truth, for few and uneven normal scores", () => {
  // Scores one standard deviation apart: the area is Φ(1 / √2) = .7602.
  const random = RandomStream.fromSeed("auc");
  const draws = (count: number, mean: number) => Array.from({ length: count }, () => mean + random.normal());
  let held = 0;
  for (let round = 0; round < 1000; round++) {
    const { low, high } = auc(draws(40, 1), draws(12, 0));
    if (low! <= 0.76025 && 0.76025 <= high!) held++;
  }
  expect(held).toBeGreaterThan(925);
  expect(held).toBeLessThan(985);
});
