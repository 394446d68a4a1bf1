import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { params as schema } from "../params.ts";
import { checkPercept } from "./check-percept.ts";
import { choiceProbabilities } from "./choice-probabilities.ts";
import { chooseCatchFaces } from "./choose-catch-faces.ts";
import { drawObserver } from "./draw-observer.ts";
import { keepSurest } from "./keep-surest.ts";
import { centred, observerScores, relativeEntropy, softmax } from "./observer-scores.ts";
import { planTrials } from "./plan-trials.ts";
import { scoreImages } from "./score-images.ts";
import { simulatePerson } from "./simulate-people.ts";
import { unrelatedScores } from "./unrelated-scores.ts";
import { resolveWorld } from "./worlds.ts";

const CLASSES = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"];
const random = RandomStream.fromSeed(3);

function worldOf(world: string, more: Record<string, unknown> = {}) {
  return resolveWorld(schema.parse({ world, ...more }), CLASSES.length, random.split("clusters"));
}

function observersOf(world: string, count = 200) {
  return Array.from({ length: count }, (_, i) =>
    drawObserver(random.split(i), worldOf(world), CLASSES.length),
  );
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Scores of stimuli between two random classes, with some noise. */
function someScores(count: number): Float64Array[] {
  return Array.from({ length: count }, (_, i) => {
    const stream = random.split("scores").split(i);
    const p = softmax(Float64Array.from(CLASSES, () => 2 * stream.normal()));
    return observerScores(p);
  });
}

function experimentOf(world: string, participants: number, stimuli = 60) {
  const scores = someScores(stimuli);
  const catchFaces = CLASSES.map((expected, c) => ({
    id: `catch-${c}`,
    expected,
    scores: observerScores(CLASSES.map((_, k) => (k === c ? 0.997 : 0.0005))),
  }));
  const size = { core: 20, repeats: 10, own: 20, catches: 7 };
  return {
    classes: CLASSES,
    world: worldOf(world),
    blocks: 3,
    stimuli: scores.map((z, i) => ({ id: `s${i}`, scores: z })),
    catchFaces,
    plan: planTrials(size, stimuli, catchFaces.length, participants, random.split("design")),
  };
}

test("in W0 everybody has the same parameters; in W1 they are spread as asked", () => {
  const alike = observersOf("W0");
  expect(
    new Set(alike.map((o) => JSON.stringify([...o.bias, ...o.mixing, o.sensitivity, o.lapse, o.careless])))
      .size,
  ).toBe(1);
  expect([...alike[0]!.bias]).toEqual(CLASSES.map(() => 0));
  const different = observersOf("W1");
  // The sum of the bias is zero, so an entry has the variance σ²(1 − 1/7).
  expect(spreadOf(different.flatMap((o) => [...o.bias]))).toBeCloseTo(0.8 * Math.sqrt(6 / 7), 1);
  expect(spreadOf(different.map((o) => Math.log(o.sensitivity)))).toBeCloseTo(0.25, 1);
  expect(different.reduce((sum, o) => sum + o.lapse, 0) / 200).toBeCloseTo(1 / 31, 2);
});

test("W3 has a fifth of careless people, W4 two opposite clusters", () => {
  expect(observersOf("W3").filter((o) => o.careless !== null).length / 200).toBeCloseTo(0.2, 1);
  const clustered = observersOf("W4");
  const centreOf = (cluster: number) => {
    const members = clustered.filter((o) => o.cluster === cluster);
    return CLASSES.map((_, c) => members.reduce((sum, o) => sum + o.bias[c]!, 0) / members.length);
  };
  const [first, second] = [centreOf(0), centreOf(1)];
  expect(first.reduce((sum, value, c) => sum + value * second[c]!, 0)).toBeLessThan(-0.5);
});

test("choice probabilities follow the observer model", () => {
  const plain = { ...observersOf("W0")[0]!, lapse: 0 };
  const p = [0.5, 0.2, 0.1, 0.1, 0.05, 0.03, 0.02];
  const z = observerScores(p);
  expect([...choiceProbabilities(plain, z, null, 0.1)]).toEqual(p.map((value) => expect.closeTo(value, 10)));
  const pulled = choiceProbabilities(plain, z, 1, 0.1);
  expect(pulled[1]! / pulled[0]!).toBeCloseTo((0.2 / 0.5) * Math.exp(0.1), 10);
  const lapsing = choiceProbabilities({ ...plain, lapse: 1 }, z, null, 0);
  expect(lapsing[6]).toBeCloseTo(1 / 7, 12);
});

test("scores are centred and finite whatever the probabilities", () => {
  const z = observerScores([1, 0, 0]);
  expect(z.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
  expect(z.every(Number.isFinite)).toBe(true);
});

test("answers are labelled simulated, ordered, in blocks, and their shares follow the probabilities", () => {
  const experiment = experimentOf("W0", 400);
  const people = experiment.plan.map((_, i) => simulatePerson(experiment, i, random));
  const trials = people.flatMap((person) => person.trials);
  expect(new Set(trials.map((trial) => trial.source))).toEqual(new Set(["simulated"]));
  expect(new Set(trials.map((trial) => trial.block))).toEqual(new Set([0, 1, 2]));
  expect(people[0]!.trials.map((trial) => trial.trial)).toEqual(people[0]!.trials.map((_, i) => i));
  const core = people[0]!.trials.find((trial) => trial.is_repeat && trial.catch_class === null)!.stimulus_id;
  const shown = trials.filter((trial) => trial.stimulus_id === core && trial.response !== null);
  const observer = drawObserver(random, experiment.world, CLASSES.length);
  const expected = choiceProbabilities(observer, experiment.stimuli[Number(core.slice(1))]!.scores, null, 0);
  CLASSES.forEach((name, c) => {
    const share = shown.filter((trial) => trial.response === name).length / shown.length;
    expect(Math.abs(share - expected[c]!)).toBeLessThan(0.07);
  });
});

test("doubt slows people down, careless people are fast or press one key", () => {
  const experiment = experimentOf("W3", 120);
  const people = experiment.plan.map((_, i) => simulatePerson(experiment, i, random));
  const careful = people.filter((person) => !person.participant.careless).flatMap((person) => person.trials);
  const meanRt = (list: typeof careful) =>
    list.reduce((sum, trial) => sum + (trial.rt_ms ?? 0), 0) / list.length;
  const catches = careful.filter((trial) => trial.catch_class !== null);
  expect(meanRt(careful.filter((trial) => trial.catch_class === null))).toBeGreaterThan(meanRt(catches));
  expect(
    catches.filter((trial) => trial.response === trial.catch_class).length / catches.length,
  ).toBeGreaterThan(0.9);
  for (const person of people.filter((p) => p.participant.careless)) {
    const rts = person.trials.map((trial) => trial.rt_ms!).sort((a, b) => a - b);
    const oneKey = Math.max(...CLASSES.map((c) => person.trials.filter((t) => t.response === c).length));
    expect(rts[Math.floor(rts.length / 2)]! < 300 || oneKey / person.trials.length > 0.6).toBe(true);
  }
});

test("a person's answers do not depend on how many others take part", () => {
  const few = experimentOf("W1", 4);
  const many = experimentOf("W1", 4);
  expect(simulatePerson(many, 3, random)).toEqual(simulatePerson(few, 3, random));
  simulatePerson(many, 0, random);
  expect(simulatePerson(many, 2, random)).toEqual(simulatePerson(few, 2, random));
});

test("W2's scores keep the spread of entropies and lose their relation to the nets", () => {
  const scores = someScores(300);
  const images = scores.map((_, i) => random.split("image").split(i).normals(64));
  const replaced = unrelatedScores(images, scores, random.split("unrelated"));
  const entropies = (list: readonly Float64Array[]) => list.map((z) => relativeEntropy(softmax(z)));
  const [before, after] = [entropies(scores), entropies(replaced)];
  const sorted = (list: number[]) => list.toSorted((a, b) => a - b);
  sorted(after).forEach((value, i) => {
    expect(value).toBeCloseTo(sorted(before)[i]!, 6);
  });
  const correlation =
    before.reduce((sum, value, i) => sum + (value - mean(before)) * (after[i]! - mean(after)), 0) /
    (300 * spreadOf(before) * spreadOf(after));
  expect(Math.abs(correlation)).toBeLessThan(0.2); // 3.5 standard errors
  expect(unrelatedScores(images, scores, random.split("unrelated"))).toEqual(replaced);
  const again = unrelatedScores(
    [images[7]!, images[7]!],
    [scores[0]!, scores[0]!],
    random.split("unrelated"),
  );
  expect(again[0]).toEqual(again[1]);
});

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

test("catch faces are unanimous, beyond doubt, and none of the stimuli; known truth comes first", () => {
  const face = (i: number, change: object) => ({
    face_id: `f${i}`,
    label: Float32Array.of(1, 0),
    votes: 10,
    majority: "a",
    truth: Float32Array.of(0.97, 0.03),
    ...change,
  });
  const good = Array.from({ length: 8 }, (_, i) => face(i, i < 4 ? { truth: null } : {}));
  const bad = [
    face(10, { label: Float32Array.of(0.9, 0.1) }),
    face(11, { votes: 0 }),
    face(12, { truth: Float32Array.of(0.6, 0.4) }),
  ];
  const chosen = chooseCatchFaces([...bad, ...good], ["a", "b"], new Set(["f0"]), random);
  expect(chosen).toHaveLength(7);
  expect(chosen.slice(0, 4).every((chosenFace) => chosenFace.truth !== null)).toBe(true);
  for (const { face_id } of chosen) expect(["f1", "f2", "f3", "f4", "f5", "f6", "f7"]).toContain(face_id);
});

test("of the catch faces those stay that observers are sure of, five a class", () => {
  const face = (id: string, expected: string, p: number[]) => ({ id, expected, scores: observerScores(p) });
  const faces = [
    face("misread", "a", [0.1, 0.9]),
    face("unsure", "b", [0.1, 0.9]),
    ...Array.from({ length: 7 }, (_, i) => face(`sure-${i}`, "b", [0.019 - i / 1000, 0.981 + i / 1000])),
  ];
  expect(keepSurest(faces, ["a", "b"]).map(({ id }) => id)).toEqual([
    "sure-6",
    "sure-5",
    "sure-4",
    "sure-3",
    "sure-2",
  ]);
});

test("a net that guided the stimuli, or was held out, cannot be the observers' percept", () => {
  const stimuli = [{ guide_1: "vgg-s", guide_2: "vit-s", held_out: "mixer-s" }];
  const check =
    (net: string, classes = ["a", "b"]) =>
    () =>
      checkPercept({ net, classes }, stimuli, ["a", "b"]);
  expect(check("resnet-s")).not.toThrow();
  expect(check("mixer-s")).toThrow(
    'inputs.percept: the observers\' net "mixer-s" took part in making the stimuli\n  → give a net that is none of mixer-s, vgg-s, vit-s',
  );
  expect(check("vit-s")).toThrow("took part");
  expect(check("resnet-s", ["b", "a"])).toThrow("the order must be the same too");
});

test("pictures without a known truth need a percept", async () => {
  const pictures = [
    { id: "known", truth: [0.7, 0.3], image: new Uint8Array() },
    { id: "unknown", truth: null, image: new Uint8Array([1]) },
  ];
  await expect(scoreImages(pictures, undefined)).rejects.toThrow(
    "need a net to see 1 of 2 pictures, e.g. unknown",
  );
  const scores = await scoreImages(pictures, async (images) => images.map(() => [0.4, 0.6]));
  expect(scores).toEqual([observerScores([0.7, 0.3]), observerScores([0.4, 0.6])]);
  expect(centred(scores[0]!)).toEqual(scores[0]);
});
