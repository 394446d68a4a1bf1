import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { z } from "zod";
import { observerFields } from "../params.ts";
import { checkPercept } from "./check-percept.ts";
import { choiceProbabilities } from "./choice-probabilities.ts";
import { drawObserver } from "./draw-observer.ts";
import { keepSurest } from "./keep-surest.ts";
import { centred, observerScores, relativeEntropy, softmax } from "./observer-scores.ts";
import { scoreImages } from "./score-images.ts";
import { unrelatedScores } from "./unrelated-scores.ts";
import { resolveWorld } from "./worlds.ts";

const CLASSES = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"];
const random = RandomStream.fromSeed(3);

function worldOf(world: string) {
  return resolveWorld(z.object(observerFields).parse({ world }), CLASSES.length, random.split("clusters"));
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
  // A net as one person sees it is that net.
  const made = [{ guide_1: "cornet-z-s@p-1", guide_2: "cornet-z-s@p-2", held_out: "mixer-s" }];
  const own = { net: "cornet-z-s", classes: ["a", "b"] };
  expect(() => checkPercept(own, made, ["a", "b"])).toThrow("took part");
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
