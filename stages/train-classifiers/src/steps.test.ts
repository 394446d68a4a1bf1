import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { augment } from "./augment.ts";
import { drawEpoch } from "./draw-epoch.ts";
import type { FaceSet } from "./face-set.ts";
import { fitTemperature, goldenSection } from "./fit-temperature.ts";
import { makeBatch } from "./make-batch.ts";
import { makeTarget } from "./make-target.ts";
import { params } from "./params.ts";
import { learningRateAt } from "./schedule.ts";
import { expectedCalibrationError, macroRecall, score } from "./score.ts";

const random = RandomStream.fromSeed(1);
const still = { flip: false, shift: 0, turn: 0, zoom: 0, light: 0, noise: 0 };

function augmented(how: Partial<typeof still>, seed: number): Float32Array {
  const image = Float32Array.from({ length: 64 }, (_, i) => i / 64 - 0.5);
  const copy = new Float32Array(64);
  augment(image, copy, 8, { ...still, ...how }, random.split(seed));
  return copy;
}

test("augmentation does nothing when everything is off, and mirrors about half of the faces", () => {
  const plain = Float32Array.from({ length: 64 }, (_, i) => i / 64 - 0.5);
  expect(augmented({}, 1)).toEqual(plain);
  const mirror = Float32Array.from({ length: 64 }, (_, i) => plain[8 * Math.floor(i / 8) + 7 - (i % 8)]!);
  const copies = Array.from({ length: 100 }, (_, seed) => augmented({ flip: true }, seed));
  const mirrored = copies.filter((copy) => copy[0] === mirror[0]);
  for (const copy of mirrored) expect(copy).toEqual(mirror);
  expect(mirrored.length).toBeGreaterThan(30);
  expect(mirrored.length).toBeLessThan(70);
});

test("shift moves the picture by at most its share of the side", () => {
  // The picture grows by 1/64 a pixel along x and by 8/64 along y.
  for (let seed = 0; seed < 20; seed++) {
    const moved = augmented({ shift: 0.125 }, seed)[27]! - (27 / 64 - 0.5);
    expect(Math.abs(moved)).toBeGreaterThan(0);
    expect(Math.abs(moved)).toBeLessThanOrEqual(9 / 64);
  }
});

test("values stay in range, but for noise", () => {
  const lit = augmented({ light: 1 }, 3);
  expect(Math.max(...lit.map(Math.abs))).toBeLessThanOrEqual(1);
  expect(augmented({ noise: 3 }, 4)).not.toEqual(augmented({}, 4));
});

test("a place of the epoch gets the same copy whatever the size of the batch", () => {
  const faces: FaceSet = {
    ids: ["a", "b", "c", "d"],
    pixels: random.split("pixels").normals(4 * 64),
    labels: new Float32Array([1, 0, 0, 1, 1, 0, 0, 1]),
    majority: new Int32Array([0, 1, 0, 1]),
    votes: new Int32Array(4),
  };
  const order = new Int32Array([3, 1, 0, 2]);
  const at = (batch: number, start: number) =>
    makeBatch(faces, 8, order, start, params.parse({ batch, mixup: 0 }), random);
  expect(at(4, 0).pixels.slice(2 * 64)).toEqual(at(2, 2).pixels);
  expect(at(3, 3).count).toBe(1);
  const mixed = makeBatch(faces, 8, order, 0, params.parse({ batch: 4, mixup: 1 }), random);
  for (let i = 0; i < 4; i++) expect(mixed.targets[2 * i]! + mixed.targets[2 * i + 1]!).toBeCloseTo(1, 6);
});

test("targets are the votes, their majority, or a vote drawn in proportion", () => {
  const label = new Float32Array([0.1, 0.7, 0.2]);
  const target = (labels: "votes" | "majority" | "drawn", seed = 0, labelSmoothing = 0) => {
    const to = new Float32Array(3);
    makeTarget(label, to, { labels, labelSmoothing }, random.split(seed));
    return to;
  };
  expect(target("votes")).toEqual(label);
  expect(target("majority")).toEqual(new Float32Array([0, 1, 0]));
  const drawn = Array.from({ length: 400 }, (_, seed) => target("drawn", seed));
  expect(drawn.filter((to) => to[1] === 1).length / 400).toBeCloseTo(0.7, 1);
  expect(target("majority", 0, 0.3)[0]).toBeCloseTo(0.1);
});

test("an epoch shows every face once, or the classes equally often", () => {
  const majority = Int32Array.from({ length: 1000 }, (_, i) => (i < 900 ? 0 : 2));
  expect([...drawEpoch(majority, 3, 0, random)].sort((a, b) => a - b)).toEqual([...majority.keys()]);
  const balanced = drawEpoch(majority, 3, 1, random);
  expect(balanced.filter((face) => majority[face] === 2).length / 1000).toBeCloseTo(0.5, 1);
});

test("the learning rate rises to its highest value and falls to nothing", () => {
  const rates = Array.from({ length: 100 }, (_, step) => learningRateAt(step, 100, 2, 0.1));
  expect(rates[0]).toBeGreaterThan(0);
  expect(rates[10]).toBe(2);
  expect(rates.indexOf(Math.max(...rates))).toBe(10);
  expect(rates[99]).toBeLessThan(0.01);
});

test("temperature scaling undoes an overconfident scaling of the logits", () => {
  const logits = random.split("logits").normals(3000);
  const labels = new Float32Array(3000);
  for (let i = 0; i < 3000; i += 3) {
    const shares = logits.slice(i, i + 3).map(Math.exp);
    const total = shares.reduce((sum, share) => sum + share, 0);
    labels.set(
      shares.map((share) => share / total),
      i,
    );
  }
  expect(
    fitTemperature(
      logits.map((value) => 4 * value),
      labels,
      3,
    ),
  ).toBeCloseTo(4, 3);
  expect(goldenSection((x) => (x - 1.5) ** 2, -3, 7)).toBeCloseTo(1.5, 4);
});

test("calibration error is the gap between confidence and accuracy", () => {
  expect(expectedCalibrationError([0.9, 0.9, 0.9, 0.9], [true, true, false, false])).toBeCloseTo(0.4);
  expect(expectedCalibrationError([1, 1], [true, true])).toBe(0);
});

test("recall is averaged over the classes that are there", () => {
  expect(macroRecall(new Int32Array([0, 0, 0, 2]), [true, true, false, false])).toBeCloseTo(1 / 3);
});

test("entropies are correlated over faces with answers only", () => {
  const faces: FaceSet = {
    ids: ["a", "b", "c", "d"],
    pixels: new Float32Array(0),
    labels: new Float32Array([1, 0, 0.8, 0.2, 0.6, 0.4, 1, 0]),
    majority: new Int32Array(4),
    votes: new Int32Array([10, 10, 10, 0]),
  };
  const p = new Float32Array([0.9, 0.1, 0.7, 0.3, 0.6, 0.4, 0.5, 0.5]);
  expect(score(p, faces, 2).entropy_spearman).toBeCloseTo(1);
  expect(score(p, { ...faces, votes: new Int32Array(4) }, 2).entropy_spearman).toBeNull();
});
