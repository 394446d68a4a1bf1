import { expect, test } from "vitest";
import { z } from "zod";
import { aimOf } from "./aims.ts";
import type { Attempt } from "./attempt.ts";
import { samplingFields } from "./params.ts";

const settings = z.object(samplingFields).parse({});
const CLASSES = 4;

const attempt = (change: Partial<Attempt>): Attempt => ({
  index: 0,
  stream: 0,
  arm: "uncertainty",
  shares: [
    { index: 0, share: 0.5 },
    { index: 2, share: 0.5 },
  ],
  guides: [0],
  ...change,
});

/** Log-probabilities at which every constraint of the aim is met. */
const allMet = (own: Attempt, answers: readonly (readonly number[])[]) =>
  aimOf(own, CLASSES, settings).constraints.every(
    (constraint) => constraint.evaluate(answers[constraint.guide]!.map(Math.log)).met,
  );

test("an even pair wants both classes alike, a graded one in its shares, three all alike", () => {
  const even = attempt({});
  expect(allMet(even, [[0.48, 0.02, 0.48, 0.02]])).toBe(true);
  expect(allMet(even, [[0.29, 0.02, 0.67, 0.02]])).toBe(false);
  expect(aimOf(even, CLASSES, settings).met([[0.41, 0.1, 0.41, 0.08]])).toBe(true);
  expect(aimOf(even, CLASSES, settings).met([[0.39, 0.1, 0.43, 0.08]])).toBe(false);

  const graded = attempt({
    shares: [
      { index: 0, share: 0.3 },
      { index: 2, share: 0.7 },
    ],
  });
  expect(allMet(graded, [[0.29, 0.02, 0.67, 0.02]])).toBe(true);
  expect(aimOf(graded, CLASSES, settings).met([[0.29, 0.02, 0.67, 0.02]])).toBe(true);
  expect(aimOf(graded, CLASSES, settings).met([[0.48, 0.02, 0.48, 0.02]])).toBe(false);
  expect([...aimOf(graded, CLASSES, settings).targets[0]!]).toEqual([0.3, 0, 0.7, 0].map(Math.fround));

  const three = attempt({ shares: [0, 1, 3].map((index) => ({ index, share: 1 / 3 })) });
  expect(allMet(three, [[0.32, 0.33, 0.01, 0.34]])).toBe(true);
  expect(allMet(three, [[0.48, 0.48, 0.02, 0.02]])).toBe(false);
});

test("nets beyond the classes of a controversial face say the last class", () => {
  const own = attempt({ arm: "controversial", guides: [0, 1, 2] });
  const first = [0.9, 0.05, 0.03, 0.02];
  const second = [0.03, 0.05, 0.9, 0.02];
  expect(allMet(own, [first, second, second])).toBe(true);
  expect(allMet(own, [first, second, first])).toBe(false);
  expect(aimOf(own, CLASSES, settings).met([first, second, second])).toBe(true);
  expect(aimOf(own, CLASSES, settings).met([first, second, first])).toBe(false);
});

test("consensus wants every net torn", () => {
  const own = attempt({ arm: "consensus", guides: [0, 1] });
  const even = [0.48, 0.02, 0.48, 0.02];
  const sure = [0.9, 0.05, 0.03, 0.02];
  expect(allMet(own, [even, even])).toBe(true);
  expect(allMet(own, [even, sure])).toBe(false);
  expect(aimOf(own, CLASSES, settings).met([even, even])).toBe(true);
  expect(aimOf(own, CLASSES, settings).met([sure, even])).toBe(false);
});
