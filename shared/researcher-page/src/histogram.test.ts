import { expect, test } from "vitest";
import { barsOf } from "./histogram.ts";

test("one bar a number of answers, and those with enough are told apart", () => {
  expect(barsOf([3, 0, 2], 2)).toEqual([
    { label: "0", count: 3, isEnough: false },
    { label: "1", count: 0, isEnough: false },
    { label: "2", count: 2, isEnough: true },
  ]);
});

test("many numbers share bars, and no stimulus is left out", () => {
  const counts = Array.from({ length: 50 }, (_, i) => i);
  const bars = barsOf(counts, 20);
  expect(bars.length).toBeLessThanOrEqual(10);
  // None has no answer: bars begin at one.
  expect(bars[0]!.label).toBe("1–5");
  expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(counts.reduce((a, b) => a + b, 0));
  expect(bars.find(({ label }) => label.startsWith("16–"))!.isEnough).toBe(false);
});
