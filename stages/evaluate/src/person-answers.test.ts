import { expect, test } from "vitest";
import { isTop, natsOf, topShare } from "./person-answers.ts";

const P = [0.5, 0.3, 0.2];

test("a rating is scored as many choices in its shares would be", () => {
  const rating = Float64Array.of(0.25, 0.75, 0);
  const mean = (of: (answer: number) => number) => [0, 1, 1, 1].reduce((sum, c) => sum + of(c) / 4, 0);
  expect(natsOf(P, rating)).toBeCloseTo(
    mean((c) => natsOf(P, c)),
    12,
  );
  expect(topShare(P, rating)).toBeCloseTo(
    mean((c) => topShare(P, c)),
    12,
  );
});

test("a choice or the class rated highest is right or wrong; a rating that names no class is neither", () => {
  expect([isTop(P, 0), isTop(P, 1)]).toEqual([true, false]);
  expect(isTop(P, Float64Array.of(0.6, 0.4, 0))).toBe(true);
  expect(isTop(P, Float64Array.of(0.4, 0.6, 0))).toBe(false);
  expect(isTop(P, Float64Array.of(0.5, 0.5, 0))).toBeNull();
});
