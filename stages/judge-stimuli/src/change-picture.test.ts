import { expect, test } from "vitest";
import { CHANGE_COUNT, pictureChanger } from "./change-picture.ts";
import { pairAnswers, stayApart, staysBetween } from "./judge-stability.ts";

const SIZE = 8;
const dot = Float32Array.from({ length: SIZE ** 2 }, (_, i) => (i === 3 * SIZE + 2 ? 1 : 0));
const copies = (from: Float32Array) => {
  const all = pictureChanger(SIZE)(from);
  return Array.from({ length: CHANGE_COUNT }, (_, i) => all.slice(i * SIZE ** 2, (i + 1) * SIZE ** 2));
};

test("shifts move a pixel by one in the four directions, the mirror to the other side", () => {
  const places = copies(dot)
    .slice(0, 5)
    .map((copy) => copy.indexOf(1));
  expect(places).toEqual([3 * SIZE + 3, 3 * SIZE + 1, 4 * SIZE + 2, 2 * SIZE + 2, 3 * SIZE + 5]);
});

test("what comes in from outside repeats the border", () => {
  const ramp = Float32Array.from({ length: SIZE ** 2 }, (_, i) => i % SIZE);
  const [right, left] = copies(ramp);
  expect([...right!.slice(0, SIZE)]).toEqual([0, 0, 1, 2, 3, 4, 5, 6]);
  expect([...left!.slice(0, SIZE)]).toEqual([1, 2, 3, 4, 5, 6, 7, 7]);
});

test("turns keep a flat picture and the centre of mass of a small one, and go opposite ways", () => {
  for (const copy of copies(new Float32Array(SIZE ** 2).fill(0.3))) {
    for (const value of copy) expect(value).toBeCloseTo(0.3, 6);
  }
  const [one, other] = copies(dot).slice(5, 7);
  const mirrored = (values: Float32Array) => values.map((_, i) => values[SIZE ** 2 - 1 - i]!);
  expect(one).not.toEqual(other);
  // Half a turn commutes with every turn.
  const turnedHalf = copies(mirrored(dot))[5]!;
  turnedHalf.forEach((value, i) => {
    expect(value).toBeCloseTo(mirrored(one!)[i]!, 5);
  });
});

test("less contrast keeps the mean and takes a tenth of the distance from it", () => {
  const last = copies(dot)[7]!;
  const mean = 1 / SIZE ** 2;
  expect(last[3 * SIZE + 2]).toBeCloseTo(mean + 0.9 * (1 - mean), 6);
  expect(last.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
});

test("even: the share within .3 to .7, and the pair ahead of all other classes together", () => {
  const answers = (...rows: number[][]) =>
    pairAnswers(
      rows.map((row) => Float64Array.from(row)),
      0,
      1,
    );
  const even = answers([0.5, 0.4, 0.1], [0.3, 0.6, 0.1]);
  expect(even.a).toEqual({ mean: 0.4, low: 0.3, high: 0.5 });
  expect(even.share).toBeCloseTo((5 / 9 + 3 / 9) / 2, 12);
  const pair = (level: number) => [{ share: level }, { share: 1 - level }];
  expect(staysBetween(even, pair(0.5))).toBe(true);
  expect(staysBetween(answers([0.8, 0.1, 0.1]), pair(0.5))).toBe(false);
  expect(staysBetween(answers([0.8, 0.1, 0.1]), pair(0.8))).toBe(true);
  expect(staysBetween(answers([0.1, 0.1, 0.8]), pair(0.5))).toBe(false);
  // A third of three classes each: the pair need keep only a third of the answer.
  const thirds = [1 / 3, 1 / 3, 1 / 3].map((share) => ({ share }));
  expect(staysBetween(answers([0.3, 0.3, 0.4]), thirds)).toBe(true);
  expect(staysBetween(answers([0.2, 0.1, 0.7]), thirds)).toBe(false);
  expect(answers([0, 0, 1]).share).toBe(0.5);
});

test("apart: the first net keeps the first class ahead, the second net the second", () => {
  const seen = (a: number, b: number) => pairAnswers([Float64Array.of(a, b)], 0, 1);
  expect(stayApart(seen(0.6, 0.3), seen(0.2, 0.7))).toBe(true);
  expect(stayApart(seen(0.6, 0.3), seen(0.5, 0.4))).toBe(false);
  expect(stayApart(seen(0.4, 0.5), seen(0.2, 0.7))).toBe(false);
});
