import { categorical, RandomStream } from "@limen/random";
import { mean } from "@limen/stats";
import { expect, test } from "vitest";
import {
  chooseNext,
  expectAnswer,
  expectedInformation,
  personOf,
  startLoop,
  updateLoop,
} from "./choose-next.ts";
import { fitPerson } from "./fit-person.ts";
import { personProbabilities } from "./person.ts";
import { simulateLoop } from "./simulate-loop.ts";

const random = RandomStream.fromSeed("person");

const stimulus = (stream: RandomStream, classes: number, spread = 1.5) => {
  const z = Array.from({ length: classes }, () => spread * stream.normal());
  return Array.from(personProbabilities(z, { bias: z.map(() => 0), slope: 1 }), Math.log);
};

for (const classes of [2, 7, 12]) {
  test(`many answers give back bias and slope, ${classes} classes`, () => {
    const stream = random.split(classes);
    const raw = Array.from({ length: classes }, () => 0.8 * stream.normal());
    const bias = raw.map((b) => b - mean(raw)!);
    const person = { bias, slope: 1.3 };
    const trials = Array.from({ length: 4000 }, () => {
      const groupLogP = stimulus(stream, classes);
      return { groupLogP, answer: categorical(stream, personProbabilities(groupLogP, person)) };
    });
    const fitted = fitPerson(trials, classes);
    expect(Math.abs(fitted.slope - 1.3)).toBeLessThan(0.15);
    const errors = bias.map((b, c) => Math.abs(b - fitted.bias[c]!));
    expect(Math.max(...errors)).toBeLessThan(0.3);
    // The posterior's own width tells how far off it may be.
    expect(errors[0]!).toBeLessThan(5 * Math.sqrt(fitted.covariance[0]!));
  });
}

test("no trials give the group model; a class never chosen stays finite", () => {
  const none = fitPerson([], 3);
  expect(Array.from(none.bias)).toEqual([0, 0, 0]);
  expect(none.slope).toBe(1);
  const flat = [1, 1, 1].map(() => Math.log(1 / 3));
  const one = fitPerson(
    Array.from({ length: 50 }, () => ({ groupLogP: flat, answer: 0 })),
    3,
  );
  expect(Array.from(one.bias).every(Number.isFinite)).toBe(true);
  expect(one.bias[0]!).toBeGreaterThan(1);
  const certain = [0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  expect(Number.isFinite(fitPerson([{ groupLogP: certain, answer: 1 }], 3).slope)).toBe(true);
});

test("a rating weighs as many choices in its shares would", () => {
  const torn = [0.5, 0.3, 0.2].map(Math.log);
  const clear = [0.9, 0.05, 0.05].map(Math.log);
  const rated = [torn, clear].flatMap((groupLogP) =>
    Array.from({ length: 4 }, () => ({ groupLogP, answer: Float64Array.of(0.25, 0.75, 0) })),
  );
  const chosen = [torn, clear].flatMap((groupLogP) => [0, 1, 1, 1].map((answer) => ({ groupLogP, answer })));
  const [soft, hard] = [fitPerson(rated, 3), fitPerson(chosen, 3)];
  soft.bias.forEach((value, c) => void expect(value).toBeCloseTo(hard.bias[c]!, 6));
  expect(soft.slope).toBeCloseTo(hard.slope, 6);
});

test("an answer nobody doubts tells nothing; one on a boundary tells most, and less each time", () => {
  const certain = [Math.log(0.998), Math.log(0.001), Math.log(0.001)];
  const torn = [Math.log(0.49), Math.log(0.49), Math.log(0.02)];
  const loop = startLoop(3);
  expect(expectedInformation(loop, certain)).toBeLessThan(expectedInformation(loop, torn) / 10);
  expect(chooseNext(loop, [certain, torn, certain])).toBe(1);
  expect(chooseNext(loop, [])).toBeNull();
  const later = updateLoop(loop, { groupLogP: torn, answer: 0 });
  expect(expectedInformation(later, torn)).toBeLessThan(expectedInformation(loop, torn));
});

test("the expected information is the fall of entropy that answers bring, averaged over them", () => {
  const torn = [Math.log(0.4), Math.log(0.35), Math.log(0.25)];
  let loop = startLoop(3);
  for (let k = 0; k < 40; k++) loop = updateLoop(loop, { groupLogP: torn, answer: k % 3 });
  const entropy = (precision: Float64Array) => -0.5 * Math.log(determinant(precision, 4));
  const p = personProbabilities(torn, personOf(loop));
  const fall = [0, 1, 2].map((answer) => {
    const next = updateLoop(loop, { groupLogP: torn, answer });
    return p[answer]! * (entropy(loop.precision) - entropy(next.precision));
  });
  const expected = fall.reduce((a, b) => a + b);
  expect(expectedInformation(loop, torn)).toBeGreaterThan(0);
  expect(Math.abs(expectedInformation(loop, torn) / expected - 1)).toBeLessThan(0.2);
});

test("what is known answer by answer is nearly what all answers together say; a trial under way is not chosen twice", () => {
  const stream = random.split("sequential");
  const person = { bias: [0.9, -0.4, -0.5], slope: 1.2 };
  const trials = Array.from({ length: 200 }, () => {
    const groupLogP = stimulus(stream, 3);
    return { groupLogP, answer: categorical(stream, personProbabilities(groupLogP, person)) };
  });
  const loop = trials.reduce(updateLoop, startLoop(3));
  const whole = fitPerson(trials, 3);
  const known = personOf(loop);
  whole.bias.forEach((value, c) => {
    expect(Math.abs(value - known.bias[c]!)).toBeLessThan(0.5 * Math.sqrt(whole.covariance[c * 5]!));
  });
  const torn = [Math.log(0.49), Math.log(0.49), Math.log(0.02)];
  const other = [Math.log(0.02), Math.log(0.49), Math.log(0.49)];
  const start = startLoop(3);
  expect(chooseNext(start, [torn, other])).toBe(0);
  expect(chooseNext(expectAnswer(start, torn), [torn, other])).toBe(1);
});

test("where most faces are beyond doubt, chosen trials find a person sooner than random ones, over 40 simulated people", () => {
  const classes = 5;
  const runs = Array.from({ length: 40 }, (_, i) => {
    const stream = random.split("loop").split(i);
    const person = { bias: Array.from({ length: classes }, () => 0.8 * stream.normal()), slope: 1 };
    const world = {
      shown: Array.from({ length: 100 }, (_, k) => stimulus(stream, classes, k % 4 === 0 ? 1.5 : 8)),
      heldOut: Array.from({ length: 60 }, () => stimulus(stream, classes, 1.5)),
      person,
    };
    const after = (order: "information" | "random") =>
      simulateLoop(world, order, [0, 30], stream.split("run")).at(-1)!.divergence;
    return { chosen: after("information"), dealt: after("random") };
  });
  const means = { chosen: mean(runs.map((r) => r.chosen))!, dealt: mean(runs.map((r) => r.dealt))! };
  expect(means.chosen / means.dealt).toBeLessThan(0.9);
});

function determinant(matrix: Float64Array, n: number): number {
  // Of a symmetric matrix, whose lower triangle is given.
  const a = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => matrix[Math.max(i, j) * n + Math.min(i, j)]!),
  );
  let product = 1;
  for (let k = 0; k < n; k++) {
    product *= a[k]![k]!;
    for (let i = k + 1; i < n; i++) {
      const f = a[i]![k]! / a[k]![k]!;
      for (let j = k; j < n; j++) a[i]![j]! -= f * a[k]![j]!;
    }
  }
  return product;
}
