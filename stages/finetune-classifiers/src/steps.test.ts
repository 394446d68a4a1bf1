import { UserError } from "@limen/errors";
import { choiceTargets, fitPerson, targetsOf } from "@limen/person-model";
import { categorical, RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import type { Adapter } from "./adapter.ts";
import { adjustedRand } from "./adjusted-rand.ts";
import { chooseRungs } from "./choose-rung.ts";
import type { ChoiceCounts } from "./count-choices.ts";
import { encodeTrials } from "./encode-trials.ts";
import { biasAdapter, biasSlopeAdapter } from "./fit-bias-slope.ts";
import { linearAdapter } from "./fit-linear.ts";
import { GROUP_FIT, type PersonFit } from "./fit-people.ts";
import { fitTemperature } from "./fit-temperature.ts";
import { learnEmbedding } from "./learn-embedding.ts";
import { learnLowRank } from "./learn-low-rank.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
import { permuteAnswers } from "./permute-answers.ts";
import { type PersonTrials, pooledTrials, type StimulusScores, scoreAnswers } from "./person-trials.ts";
import { projectFeatures } from "./project-features.ts";
import { splitTrials, TEST_NEW, TEST_OLD, TRAIN, UNUSED } from "./split-trials.ts";
import { toyColumns } from "./toy-columns.ts";
import { makeToyWorld } from "./toy-world.ts";

const random = RandomStream.fromSeed(1);
const SHARES = { newStimuli: 0.25, newPeople: 0.25, heldOut: 0.2, innerValidation: 0.2 };

function toyTrials(count = 80, classes = 4, width = 3): PersonTrials {
  const stream = random.split("trials");
  const logP = logSoftmaxRows(Float64Array.from(stream.normals(count * classes)), classes);
  const inputs = { values: Float64Array.from(stream.normals(count * width)), width };
  return {
    classes,
    count,
    scores: { logP, evidence: { values: logP, width: classes }, leading: inputs, wide: inputs },
    answer: Int32Array.from({ length: count }, () => categorical(stream, [4, 2, 1, 1])),
    targets: choiceTargets(classes),
    stimulus: Int32Array.from({ length: count }, (_, t) => t),
  };
}

const teachers = Array.from({ length: 6 }, (_, p) => {
  const trials = toyTrials();
  return { ...trials, answer: trials.answer.map((answer) => (answer + p) % trials.classes) };
});
const leading = linearAdapter((scores) => scores.leading);
const layer = { adapter: leading, inputsOf: (scores: StimulusScores) => scores.leading, precision: 4 };
const use = new Uint8Array(80).fill(1);

test.each<[string, Adapter, (index: number, classes: number) => number]>([
  ["criteria", biasAdapter(4), () => 1],
  ["criteria and slope", biasSlopeAdapter(4), (index, classes) => (index < classes ? 1 : 10)],
  ["last layer", leading, () => 1],
  ["confusion", linearAdapter((scores) => scores.evidence, 0.5), (i, classes) => (i < classes ? 0.5 : 1)],
  ["embedding", learnEmbedding(teachers, layer, 3, random.split("embedding"))(3), () => 1],
  ["low rank", learnLowRank(teachers, layer, 2, use, random.split("low rank"))(2), () => 1],
])("%s: the top of the posterior is found: no small step away from it is better", (_, adapter, weight) => {
  const trials = toyTrials();
  const loss = (parameters: Float64Array) => {
    const fit = scoreAnswers(adapter.logProbabilities(parameters, trials), trials)!;
    const prior = parameters.map((value, i) => 0.5 * 2 * weight(i, trials.classes) * value * value);
    return fit.nats * trials.count + prior.reduce((a, b) => a + b, 0);
  };
  const [strong, found] = adapter.fit(trials, [8, 2]);
  const best = loss(found!);
  expect(best).toBeLessThan(loss(new Float64Array(found!.length)) - 0.5);
  expect(best).toBeLessThan(loss(strong!));
  found!.forEach((_, i) => {
    for (const step of [-0.05, 0.05]) {
      expect(loss(found!.map((value, j) => (j === i ? value + step : value)))).toBeGreaterThan(best - 1e-2);
    }
  });
});

test("a rating is a soft answer: it weighs in the likelihood as many choices in those shares would", () => {
  const trials = toyTrials(2);
  const rating = Float64Array.of(0.5, 0.25, 0.25, 0);
  const rated = { ...trials, answer: Int32Array.of(0, 0), targets: targetsOf(rating, 4) };
  const chosen = [0, 0, 1, 2].map((answer) => ({ ...trials, answer: Int32Array.of(answer, answer) }));
  const logP = trials.scores.logP;
  const mean = chosen.reduce((sum, one) => sum + scoreAnswers(logP, one)!.nats, 0) / 4;
  expect(scoreAnswers(logP, rated)!.nats).toBeCloseTo(mean, 12);
  const adapter = biasAdapter(4);
  const [soft] = adapter.fit(rated, [1]);
  const [hard] = adapter.fit(pooledTrials(chosen), [4]);
  soft!.forEach((value, c) => {
    expect(value).toBeCloseTo(hard![c]!, 2);
  });
});

test("the rung of criteria and slope is the person of @limen/person-model", () => {
  const trials = toyTrials();
  const { logP } = trials.scores;
  const list = Array.from(trials.answer, (answer, t) => ({
    groupLogP: logP.subarray(t * 4, t * 4 + 4),
    answer,
  }));
  const person = fitPerson(list, 4, 2);
  const [rung] = biasSlopeAdapter(4).fit(trials, [2]);
  [...person.bias, person.slope - 1].forEach((value, k) => void expect(rung![k]).toBeCloseTo(value, 2));
});

test("the ladder's choice is the rung that gains most in inner folds; the group where none gains; nobody's with too few trials", () => {
  const fit = (innerGain: number): PersonFit => ({ ...GROUP_FIT, innerGain });
  const choices = chooseRungs([
    { name: "bias", fits: [fit(0.1), fit(0), undefined] },
    { name: "confusion", fits: [fit(0.2), fit(0), undefined] },
    { name: "embedding", fits: [fit(0.2), fit(0), undefined] },
  ]);
  expect(choices.map((choice) => choice?.model)).toEqual(["confusion", "group", undefined]);
});

test("pooled trials have the likelihood of all trials", () => {
  const trials = teachers[0]!;
  const pooled = pooledTrials(teachers.slice(0, 2));
  const adapter = biasSlopeAdapter(4);
  const [parameters] = adapter.fit(pooled, [1]);
  const nats = (one: PersonTrials) => {
    const logP = adapter.logProbabilities(parameters!, one);
    let sum = 0;
    for (let t = 0; t < one.count; t++)
      for (let c = 0; c < 4; c++) sum -= one.targets.values[one.answer[t]! * 4 + c]! * logP[t * 4 + c]!;
    return sum;
  };
  expect(nats(pooled)).toBeCloseTo(nats(trials) + nats(teachers[1]!), 9);
});

test("partitions that are the same but for names agree fully, unrelated ones not", () => {
  expect(adjustedRand([0, 0, 1, 1, 2], [2, 2, 0, 0, 1])).toBe(1);
  expect(adjustedRand([0, 0, 1, 1], [0, 1, 0, 1])).toBeLessThan(0);
  expect(adjustedRand([0, 0, 0], [1, 1, 1])).toBe(1);
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
  const [inputs] = projectFeatures(values, rows, [1], use, random.split("components"));
  const { values: projected, width } = inputs!;
  expect(width).toBe(1);
  const sign = Math.sign(projected[0]! * values[2]!);
  const scale = Math.sqrt(projected.reduce((sum, value) => sum + value * value, 0) / rows);
  expect(scale).toBeCloseTo(1, 6);
  const mean =
    Array.from({ length: rows }, (_, row) => values[row * 5 + 2]!).reduce((a, b) => a + b, 0) / rows;
  for (let row = 0; row < rows; row++) {
    expect(Math.sign(projected[row]!) * sign).toBe(Math.sign(values[row * 5 + 2]! - mean));
  }
  const [flat] = projectFeatures(new Float64Array(rows * 5), rows, [2], use, random.split("flat"));
  expect(flat!.values.every((value) => value === 0)).toBe(true);
});

const world = makeToyWorld(
  { stimuli: 40, people: 12, trialsEach: 80, biasSpread: 0.5 },
  random.split("world"),
);
const encoded = encodeTrials(toyColumns(world.trials), world.stimuli, world.classes);

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

test("what a closed loop chose is never scored, and fitted on only where its stimulus is old", () => {
  const rows = world.trials.map((trial, i) => ({ ...trial, selection: i % 3 === 0 ? "chosen" : "random" }));
  const trials = encodeTrials(toyColumns(rows), world.stimuli, world.classes);
  const split = splitTrials(trials, world.stimuli, SHARES, random.split("split"));
  expect(trials.isChosen.reduce((a, b) => a + b, 0)).toBe(Math.ceil(rows.length / 3));
  for (let t = 0; t < trials.count; t++) {
    const isNew = split.newStimulus[trials.stimulus[t]!] === 1;
    if (trials.isChosen[t] === 1) expect(isNew ? [UNUSED] : [UNUSED, TRAIN]).toContain(split.role[t]);
    else expect(split.role[t]).not.toBe(UNUSED);
  }
  expect(new Set(split.role)).toEqual(new Set([TRAIN, TEST_OLD, TEST_NEW, UNUSED]));
});

test("too few stimuli to train, choose and test is the user's error", () => {
  const few = world.trials.filter((row) => row.stimulus_id < "s0002");
  const trials = encodeTrials(toyColumns(few), world.stimuli, world.classes);
  expect(() => splitTrials(trials, world.stimuli, SHARES, random)).toThrow(UserError);
});

test("ratings reach the likelihood shared out among the classes; equal answers share a row", () => {
  const rated = world.trials.slice(0, 4).map((trial, i) => ({
    ...trial,
    trial: i,
    response: i === 0 ? world.classes[1]! : null,
    ratings:
      i === 0
        ? null
        : Float32Array.from(world.classes, (_, c) => (i === 3 ? 0 : c === 0 ? 0.75 : c === 2 ? 0.25 : 0)),
  }));
  const { answer, targets } = encodeTrials(toyColumns(rated), world.stimuli, world.classes);
  const { length } = world.classes;
  const sharesAt = (t: number) => [
    ...targets.values.subarray(answer[t]! * length, (answer[t]! + 1) * length),
  ];
  expect(sharesAt(0)).toEqual(world.classes.map((_, c) => Number(c === 1)));
  expect(sharesAt(1)).toEqual(world.classes.map((_, c) => (c === 0 ? 0.75 : c === 2 ? 0.25 : 0)));
  expect(answer[2]).toBe(answer[1]);
  // Nobody who sees no class at all says anything about one of them.
  expect(sharesAt(3)).toEqual(world.classes.map(() => 1 / length));
  expect([...targets.mass].every((mass) => Math.abs(mass - 1) < 1e-12)).toBe(true);
});

test("permuted answers keep each stimulus' choices and leave held-out trials alone", () => {
  const split = splitTrials(encoded, world.stimuli, SHARES, random.split("split"));
  const permuted = permuteAnswers(encoded, split.role, random.split("permute"));
  const tally = (responses: Int32Array) => {
    const rows = Array.from(responses, (r, t) => `${encoded.stimulus[t]} ${split.role[t]} ${r}`);
    return rows.sort();
  };
  expect(tally(permuted)).toEqual(tally(encoded.answer));
  expect(permuted).not.toEqual(encoded.answer);
  for (let t = 0; t < encoded.count; t++)
    if (split.role[t] !== TRAIN) expect(permuted[t]).toBe(encoded.answer[t]);
});
