import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { z } from "zod";
import { observerFields } from "../params.ts";
import { answerTrials } from "./answer-trials.ts";
import { choiceProbabilities } from "./choice-probabilities.ts";
import { compareFaces, probabilityOfLeft } from "./compare-faces.ts";
import { drawObserver, type Observer } from "./draw-observer.ts";
import { observerScores } from "./observer-scores.ts";
import { rateFaces } from "./rate-faces.ts";
import { resolveWorld } from "./worlds.ts";

const random = RandomStream.fromSeed(6);
const world = resolveWorld(z.object(observerFields).parse({ world: "W0" }), 4, random);
const attentive: Observer = { ...drawObserver(random, world, 4), careless: null };
const TORN = observerScores([0.5, 0.4, 0.05, 0.05]);
const CLEAR = observerScores([0.97, 0.01, 0.01, 0.01]);

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test("ratings are about the probabilities of choosing, on the scale; a clear face is rated so", () => {
  const p = choiceProbabilities(attentive, TORN, null, 0);
  const many = Array.from({ length: 2000 }, () => TORN);
  const sliders = rateFaces(attentive, many, "sliders", random.split("sliders"));
  p.forEach((share, c) => {
    expect(Math.abs(mean(sliders.map(({ ratings }) => ratings[c]!)) - share)).toBeLessThan(0.03);
  });
  const steps = rateFaces(attentive, [CLEAR, TORN], "steps", random.split("steps"));
  expect(steps[0]!.ratings[0]).toBeGreaterThanOrEqual(0.75);
  for (const { ratings } of steps)
    for (const rating of ratings) expect([0, 0.25, 0.5, 0.75, 1]).toContain(rating);
});

test("comparisons follow the log-odds of the class asked for: the clearer face wins, equal ones are a toss", () => {
  const asked = 0;
  const even = probabilityOfLeft(attentive, { left: TORN, right: TORN, asked });
  expect(even).toBeCloseTo(0.5, 12);
  const clear = probabilityOfLeft(attentive, { left: CLEAR, right: TORN, asked });
  expect(clear).toBeGreaterThan(0.9);
  expect(probabilityOfLeft(attentive, { left: TORN, right: CLEAR, asked })).toBeCloseTo(1 - clear, 12);
  // Asked for the second class, the torn face shows more of it.
  expect(probabilityOfLeft(attentive, { left: TORN, right: CLEAR, asked: 1 })).toBeGreaterThan(0.8);
  const pairs = Array.from({ length: 2000 }, () => ({ left: CLEAR, right: TORN, asked }));
  const answers = compareFaces(attentive, pairs, { deadlineMs: 1e9 }, random.split("pairs"));
  const share = mean(answers.map(({ response }) => Number(response === "left")));
  expect(Math.abs(share - clear)).toBeLessThan(0.02);
  expect(new Set(answers.map(({ confidence }) => confidence))).toEqual(new Set([null]));
});

test("who answers faces without doubt is surer, and says that they are stronger", () => {
  const asked = { confidence: true, intensity: true };
  const of = (scores: Float64Array, name: string) => {
    const trials = Array.from({ length: 300 }, () => scores);
    const never = { serialDependence: 0, deadlineMs: 1e9 };
    return answerTrials(attentive, trials, never, random.split(name), asked);
  };
  const [clear, torn] = [of(CLEAR, "clear"), of(TORN, "torn")];
  for (const field of ["confidence", "intensity"] as const) {
    const average = (answers: typeof clear) => mean(answers.map((answer) => answer[field]!));
    expect(average(clear)).toBeGreaterThan(average(torn) + 0.2);
  }
});

test("careless observers: any rating, or all on one class; any side, or nearly always one", () => {
  const many = Array.from({ length: 200 }, () => CLEAR);
  const fast = rateFaces({ ...attentive, careless: "fast" }, many, "steps", random);
  expect(mean(fast.map(({ ratings }) => ratings[0]!))).toBeLessThan(0.65);
  const oneKey = { ...attentive, careless: "one-key" as const, key: 3 };
  expect(rateFaces(oneKey, [CLEAR], "steps", random)[0]!.ratings).toEqual(Float32Array.of(0, 0, 0, 1));
  const pairs = many.map((left, i) => ({ left, right: i % 2 ? TORN : left, asked: 0 }));
  const sides = compareFaces(oneKey, pairs, world, random).map(({ response }) => response);
  expect(sides.filter((side) => side === "right").length).toBeGreaterThan(170);
});
