import { RandomStream } from "@limen/random";
import { mean, pearson, signFlipTest } from "@limen/stats";
import { expect, test } from "vitest";
import { type AlignOptions, alignPeople } from "./align-people.ts";
import { encodeTrials } from "./encode-trials.ts";
import type { StimulusScores } from "./gather-trials.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
import { commonModel, individualModels, type ScoreRow, scoreModels } from "./score-models.ts";
import { splitTrials } from "./split-trials.ts";
import { makeToyWorld, type ToyWorld, type ToyWorldOptions } from "./toy-world.ts";

const SHARES = { newStimuli: 0.25, newPeople: 0.25, heldOut: 0.2, innerValidation: 0.2 };
const OPTIONS: AlignOptions = { precisions: [64, 16, 4, 1], folds: 4, pooling: "people", minTrials: 30 };

function align(world: ToyWorld, seed: number, trials = world.trials, options = OPTIONS, distort = 1) {
  const random = RandomStream.fromSeed(seed);
  const encoded = encodeTrials(trials, world.stimuli, world.classes);
  const split = splitTrials(encoded, world.stimuli, SHARES, random.split("split"));
  const width = 4;
  const group: StimulusScores = {
    logP: logSoftmaxRows(
      world.scores.map((score) => score * distort),
      world.classes.length,
    ),
    features: Float64Array.from(random.split("features").normals(world.stimuli.length * width), (x) => x / 2),
    width,
  };
  const aligned = alignPeople(encoded, split, group, options, random.split("align"));
  const models = [commonModel("group", group.logP, () => 0), ...individualModels(aligned)];
  return { encoded, split, aligned, scores: scoreModels("toy", models, encoded, split, group) };
}

/** Nats of the group minus nats of the model, on new stimuli, one value a person. */
function gainsOf(scores: readonly ScoreRow[], model: string): number[] {
  const rows = scores.filter((row) => row.stimuli === "new");
  const group = new Map(rows.filter((r) => r.model === "group").map((r) => [r.participant_id, r.nats]));
  return rows.filter((r) => r.model === model).map((row) => group.get(row.participant_id)! - row.nats);
}

const world = (seed: number, options: Partial<ToyWorldOptions> = {}) =>
  makeToyWorld(
    { stimuli: 150, people: 40, trialsEach: 330, biasSpread: 0.8, ...options },
    RandomStream.fromSeed(seed).split("world"),
  );

test("W1: known criteria are recovered and predict answers to new stimuli", () => {
  const w1 = world(1);
  const { aligned, scores, encoded } = align(w1, 1);
  const model = aligned.models.find((m) => m.name === "individual_bias_slope")!;
  expect(mean(aligned.trainTrials)).toBeGreaterThan(180);
  const found = encoded.participants.flatMap((_, p) => [...model.fits[p]!.parameters.subarray(0, 5)]);
  expect(
    pearson(
      found,
      w1.biases.flatMap((bias) => [...bias]),
    ),
  ).toBeGreaterThan(0.8);
  expect(mean(gainsOf(scores, "individual_bias_slope"))).toBeGreaterThan(0.1);
  expect(mean(gainsOf(scores, "individual_bias"))).toBeGreaterThan(0.1);
  expect(mean(gainsOf(scores, "individual_last_layer"))).toBeGreaterThan(0.08);
});

test("W1: another person's model and permuted answers gain nothing", () => {
  const { scores } = align(world(2), 2);
  expect(mean(gainsOf(scores, "other_person"))).toBeLessThan(0);
  expect(mean(gainsOf(scores, "permuted_labels"))).toBeLessThan(0.01);
});

test("W0: all alike, no rung gains anything, and the test over people keeps its level", () => {
  let rejections = 0;
  let tests = 0;
  for (let seed = 10; seed < 22; seed++) {
    const { scores } = align(world(seed, { biasSpread: 0, people: 20, trialsEach: 150, stimuli: 80 }), seed);
    for (const model of ["individual_bias", "individual_bias_slope", "individual_last_layer"]) {
      const gains = gainsOf(scores, model);
      expect(mean(gains)).toBeLessThanOrEqual(0.003);
      const random = RandomStream.fromSeed(seed).split(model);
      if (signFlipTest(gains, { random, alternative: "greater", draws: 500 }).pValue! < 0.05) rejections++;
      tests++;
    }
  }
  expect(rejections / tests).toBeLessThanOrEqual(0.1);
});

test("W0 with a group model that is off as a whole: mending it is not counted as individuality", () => {
  const { scores } = align(world(3, { biasSpread: 0 }), 3, undefined, OPTIONS, 1.8);
  expect(Math.abs(mean(gainsOf(scores, "individual_bias_slope"))!)).toBeLessThan(0.01);
});

test("held-out answers never influence a fit", () => {
  const w1 = world(4, { people: 12, trialsEach: 120 });
  const first = align(w1, 4);
  const role = first.split.role;
  // encodeTrials orders by participant and trial, and so does the toy world.
  const changed = w1.trials.map((row, t) => (role[t] === 0 ? row : { ...row, response: w1.classes[0]! }));
  expect(changed).not.toEqual(w1.trials);
  const second = align(w1, 4, changed);
  expect(second.aligned).toEqual(first.aligned);
  expect(second.scores).not.toEqual(first.scores);
});

test("people with too few trials get the group model, and the row says that nothing was fitted", () => {
  const w1 = world(5, { people: 8, trialsEach: 120 });
  const few = w1.trials.filter((row) => row.participant_id !== "p000" || row.trial < 20);
  const { aligned, scores } = align(w1, 5, few);
  expect(aligned.models.every((model) => model.fits[0] === undefined)).toBe(true);
  const rows = scores.filter((row) => row.participant_id === "p000" && row.stimuli === "new");
  expect(new Set(rows.map((row) => row.nats)).size).toBe(1);
  expect(rows.every((row) => row.train_trials === 0)).toBe(true);
  expect(scores.every((row) => Number.isFinite(row.nats) && Number.isFinite(row.accuracy))).toBe(true);
});

test("one participant, one class ever chosen: finite numbers, nothing to compare with", () => {
  const w1 = world(6, { people: 1, trialsEach: 100 });
  const oneKey = w1.trials.map((row) => ({ ...row, response: w1.classes[2]! }));
  const { scores } = align(w1, 6, oneKey);
  expect(scores.length).toBeGreaterThan(0);
  expect(scores.every((row) => Number.isFinite(row.nats))).toBe(true);
});

test("order of rows does not matter, the seed does", () => {
  const w1 = world(7, { people: 10, trialsEach: 100 });
  const first = align(w1, 7);
  expect(align(w1, 7, [...w1.trials].reverse()).scores).toEqual(first.scores);
  expect(align(w1, 8).scores).not.toEqual(first.scores);
});
