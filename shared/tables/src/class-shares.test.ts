import { expect, test } from "vitest";
import { eachExceeds, heldOutAgrees } from "./class-shares.ts";

const between = (...shares: number[]) => shares.map((share, index) => ({ index, share }));

test("what an even pair must exceed is asked of other shares in proportion", () => {
  expect(eachExceeds([0.41, 0.41, 0.18], between(0.5, 0.5), 0.4)).toBe(true);
  expect(eachExceeds([0.4, 0.6, 0], between(0.5, 0.5), 0.4)).toBe(false);
  expect(eachExceeds([0.25, 0.6, 0.15], between(0.3, 0.7), 0.4)).toBe(true);
  expect(eachExceeds([0.6, 0.25, 0.15], between(0.3, 0.7), 0.4)).toBe(false);
});

test("the held-out net agrees when it gives each class more than half of its share", () => {
  expect(heldOutAgrees([0.26, 0.26, 0.48], between(0.5, 0.5))).toBe(true);
  expect(heldOutAgrees([0.25, 0.75, 0], between(0.5, 0.5))).toBe(false);
  expect(heldOutAgrees([0.2, 0.2, 0.2, 0.4], between(1 / 3, 1 / 3, 1 / 3))).toBe(true);
  expect(heldOutAgrees([0.2, 0.2, 0.16, 0.44], between(1 / 3, 1 / 3, 1 / 3))).toBe(false);
});
