import { UserError } from "@limen/errors";
import { categorical, RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import type { Adapter, PersonTrials } from "./adapter.ts";
import type { ChoiceCounts } from "./count-choices.ts";
import { encodeTrials } from "./encode-trials.ts";
import { biasAdapter, biasSlopeAdapter } from "./fit-bias-slope.ts";
import { lastLayerAdapter } from "./fit-last-layer.ts";
import { fitTemperature } from "./fit-temperature.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
import { permuteAnswers } from "./permute-answers.ts";
import { projectFeatures } from "./project-features.ts";
import { splitTrials, TEST_NEW, TEST_OLD, TRAIN } from "./split-trials.ts";
import { makeToyWorld } from "./toy-world.ts";

const random = RandomStream.fromSeed(1);
const SHARES = { newStimuli: 0.25, newPeople: 0.25, heldOut: 0.2, innerValidation: 0.2 };

function toyTrials(count = 80, classes = 4, width = 3): PersonTrials {
  const stream = random.split("trials");
  const scores = logSoftmaxRows(Float64Array.from(stream.normals(count * classes)), classes);
  return {
    classes,
    count,
    width,
    scores,
    features: Float64Array.from(stream.normals(count * width)),
    response: Int32Array.from({ length: count }, () => categorical(stream, [4, 2, 1, 1])),
    stimulus: Int32Array.from({ length: count }, (_, t) => t),
  };
}

test.each<[Adapter, (index: number, classes: number) => number]>([
  [biasAdapter, () => 1],
  [biasSlopeAdapter, (index, classes) => (index < classes ? 1 : 10)],
  [lastLayerAdapter, () => 1],
])("%o finds the top of the posterior: no small step away from it is better", (adapter, weight) => {
  const trials = toyTrials();
  const loss = (parameters: Float64Array) => {
    const logP = adapter.logProbabilities(parameters, trials);
    const nats = Array.from(trials.response, (r, t) => -logP[t * trials.classes + r]!);
    const prior = parameters.map((value, i) => 0.5 * 2 * weight(i, trials.classes) * value * value);
    return nats.reduce((a, b) => a + b, 0) + prior.reduce((a, b) => a + b, 0);
  };
  const found = adapter.fit(trials, 2);
  const best = loss(found);
  expect(best).toBeLessThan(loss(new Float64Array(found.length)) - 1);
  found.forEach((_, i) => {
    for (const step of [-0.05, 0.05]) {
      expect(loss(found.map((value, j) => (j === i ? value + step : value)))).toBeGreaterThan(best - 1e-3);
    }
  });
});

test("temperature is found where the answers were drawn from", () => {
  const classes = 3;
  const logits = Float64Array.from(random.split("logits").normals(200 * classes), (value) => 3 * value);
  const p = logSoftmaxRows(
    logits.map((value) => value / 2),
    classes,
  ).map(Math.exp);
  const choices: ChoiceCounts = { classes, counts: p.map((value) => 1000 * value) };
  expect(fitTemperature(logits, choices)).toBeCloseTo(2, 3);
  expect(fitTemperature(logits, { classes, counts: new Float64Array(logits.length) })).toBe(1);
});

test("components keep what varies most, and features without spread give zeros", () => {
  const rows = 60;
  const values = Float64Array.from({ length: rows * 5 }, (_, i) =>
    i % 5 === 2 ? Math.sin(i) * 4 : 0.01 * Math.cos(i),
  );
  const use = new Uint8Array(rows).fill(1);
  const { values: projected, width } = projectFeatures(values, rows, 1, use, random.split("components"));
  expect(width).toBe(1);
  const sign = Math.sign(projected[0]! * values[2]!);
  const scale = Math.sqrt(projected.reduce((sum, value) => sum + value * value, 0) / rows);
  expect(scale).toBeCloseTo(1, 6);
  const mean =
    Array.from({ length: rows }, (_, row) => values[row * 5 + 2]!).reduce((a, b) => a + b, 0) / rows;
  for (let row = 0; row < rows; row++) {
    expect(Math.sign(projected[row]!) * sign).toBe(Math.sign(values[row * 5 + 2]! - mean));
  }
  const flat = projectFeatures(new Float64Array(rows * 5), rows, 2, use, random.split("flat"));
  expect(flat.values.every((value) => value === 0)).toBe(true);
});

const world = makeToyWorld(
  { stimuli: 40, people: 12, trialsEach: 80, biasSpread: 0.5 },
  random.split("world"),
);
const encoded = encodeTrials(world.trials, world.stimuli, world.classes);

test("the split keeps families together, shows nobody's repeat twice, and fills all four cells", () => {
  const family = world.stimuli.map((_, s) => `family-${s % 20}`);
  const split = splitTrials(encoded, family, SHARES, random.split("split"));
  const sides = new Map(family.map((name, s) => [name, split.newStimulus[s]]));
  family.forEach((name, s) => {
    expect(split.newStimulus[s]).toBe(sides.get(name));
  });
  const roleOf = new Map<string, number>();
  for (let t = 0; t < encoded.count; t++) {
    const key = `${encoded.person[t]} ${encoded.stimulus[t]}`;
    expect(roleOf.get(key) ?? split.role[t]).toBe(split.role[t]);
    roleOf.set(key, split.role[t]!);
    expect(split.role[t] === TEST_NEW).toBe(split.newStimulus[encoded.stimulus[t]!] === 1);
  }
  expect(new Set(split.role)).toEqual(new Set([TRAIN, TEST_OLD, TEST_NEW]));
  expect(split.newPerson.reduce((a, b) => a + b, 0)).toBe(3);
  split.innerValidation.forEach((inner, s) => {
    if (inner === 1) expect(split.newStimulus[s]).toBe(0);
  });
});

test("too few stimuli to train, choose and test is the user's error", () => {
  const few = world.trials.filter((row) => row.stimulus_id < "s0002");
  const trials = encodeTrials(few, world.stimuli, world.classes);
  expect(() => splitTrials(trials, world.stimuli, SHARES, random)).toThrow(UserError);
});

test("permuted answers keep each stimulus' choices and leave held-out trials alone", () => {
  const split = splitTrials(encoded, world.stimuli, SHARES, random.split("split"));
  const permuted = permuteAnswers(encoded, split.role, random.split("permute"));
  const tally = (responses: Int32Array) => {
    const rows = Array.from(responses, (r, t) => `${encoded.stimulus[t]} ${split.role[t]} ${r}`);
    return rows.sort();
  };
  expect(tally(permuted)).toEqual(tally(encoded.response));
  expect(permuted).not.toEqual(encoded.response);
  for (let t = 0; t < encoded.count; t++)
    if (split.role[t] !== TRAIN) expect(permuted[t]).toBe(encoded.response[t]);
});
