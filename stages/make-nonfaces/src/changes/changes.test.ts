import { RandomStream } from "@limen/random";
import { describe, expect, test } from "vitest";
import { nonFaceShare } from "../degrees.ts";
import { CHANGES, type Change } from "../kinds.ts";
import { changes } from "./index.ts";
import { shapedNoise } from "./shaped-noise.ts";
import { frequency, inverse, transform } from "./spectrum.ts";

const SIZE = 24;

/** Something with eyes, a mouth, a slope of light and grain. */
function toyFace(seed: string): Float32Array {
  const random = RandomStream.fromSeed(seed);
  return Float32Array.from({ length: SIZE ** 2 }, (_, i) => {
    const [x, y] = [(i % SIZE) / SIZE, Math.floor(i / SIZE) / SIZE];
    const dark =
      (Math.abs(y - 0.4) < 0.06 && Math.abs(Math.abs(x - 0.5) - 0.2) < 0.08) ||
      (Math.abs(y - 0.77) < 0.05 && Math.abs(x - 0.5) < 0.2);
    return (dark ? -0.6 : 0.3 + 0.2 * x) + 0.02 * random.normal();
  });
}

const face = toyFace("face");
const other = toyFace("other");
const make = (kind: Change, strength = 1, seed = "lot") =>
  changes[kind].make({ face, other, size: SIZE, strength, random: RandomStream.fromSeed(seed) });

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
const distance = (a: Float32Array, b: Float32Array) =>
  Math.sqrt(mean(a.map((value, i) => (value - b[i]!) ** 2)));
const sorted = (values: Float32Array) => [...values].sort((a, b) => a - b);
const amplitudes = (values: Float32Array) => {
  const { re, im } = transform(values, SIZE);
  return Array.from(re, (value, i) => Math.hypot(value, im[i]!));
};

describe.each(CHANGES)("%s", (kind) => {
  test("the same stream gives the same picture; the face is left alone", () => {
    const before = face.slice();
    expect(make(kind)).toEqual(make(kind));
    expect(face).toEqual(before);
  });

  test("at full strength it changes the face by more than grain, and every value is a number", () => {
    const changed = make(kind);
    expect(changed).toHaveLength(face.length);
    expect(changed.every(Number.isFinite)).toBe(true);
    expect(distance(changed, face)).toBeGreaterThan(0.1);
  });
});

const graded = CHANGES.filter((kind) => changes[kind].degrees > 1);

test.each(graded)("%s changes more with more strength, and next to nothing with none", (kind) => {
  const strengths = kind === "features_covered" ? [1 / 3, 2 / 3, 1] : [0.01, 0.25, 0.5, 1];
  const distances = strengths.map((strength) => distance(make(kind, strength), face));
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  if (kind !== "features_covered") expect(distances[0]!).toBeLessThan(0.05);
});

test("the label rises with the strength from face to none, both ends being sure", () => {
  const shares = Array.from({ length: 101 }, (_, i) => nonFaceShare(i / 100));
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares[0]).toBe(0);
  expect(shares[25]).toBe(0);
  expect(shares[50]).toBe(1);
  expect(nonFaceShare(1 / 3)).toBeCloseTo(1 / 3, 10);
});

test("moved blocks and a turned face keep every grey level, and other lots move otherwise", () => {
  for (const kind of ["blocks_coarse", "blocks_fine", "upside_down"] as const) {
    expect(sorted(make(kind))).toEqual(sorted(face));
  }
  expect(make("blocks_fine", 1, "a")).not.toEqual(make("blocks_fine", 1, "b"));
  expect(make("upside_down")[0]).toBe(face.at(-1));
  expect(mean(make("negative"))).toBeCloseTo(-mean(face), 6);
});

test("a scrambled phase keeps mean and amplitudes at every strength", () => {
  const before = amplitudes(face);
  for (const strength of [0.3, 1]) {
    const scrambled = make("phase", strength);
    expect(mean(scrambled)).toBeCloseTo(mean(face), 5);
    amplitudes(scrambled).forEach((amplitude, i) => {
      expect(Math.abs(amplitude - before[i]!)).toBeLessThan(1e-3);
    });
  }
});

test("blur and patterns keep the mean; blur takes fine detail, the texture adds it and nothing else", () => {
  for (const kind of ["pink_noise", "texture"] as const) expect(mean(make(kind))).toBeCloseTo(mean(face), 5);
  const fine = (values: Float32Array) => {
    const all = amplitudes(values);
    const isFine = (i: number) =>
      Math.hypot(frequency(i % SIZE, SIZE), frequency(Math.floor(i / SIZE), SIZE)) >= 0.3;
    return { fine: mean(all.filter((_, i) => isFine(i))), coarse: all.filter((_, i) => !isFine(i)) };
  };
  expect(fine(make("blur")).fine).toBeLessThan(fine(face).fine / 2);
  expect(fine(make("texture")).fine).toBeGreaterThan(3 * fine(face).fine);
  fine(make("texture")).coarse.forEach((amplitude, i) => {
    expect(Math.abs(amplitude - fine(face).coarse[i]!)).toBeLessThan(1e-3);
  });
  expect(make("blur", 0.5).every((value) => value >= Math.min(...face) && value <= Math.max(...face))).toBe(
    true,
  );
});

test("covered features are gone and the rest is untouched; one stays at two thirds", () => {
  const changedRows = (values: Float32Array) =>
    new Set(
      Array.from(values.keys())
        .filter((i) => values[i] !== face[i])
        .map((i) => Math.floor(i / SIZE)),
    );
  const all = make("features_covered");
  const eye = Math.round(0.4 * SIZE) * SIZE + Math.round(0.3 * SIZE);
  expect(face[eye]!).toBeLessThan(-0.4);
  expect(all[eye]!).toBeGreaterThan(0);
  expect(changedRows(all).has(0)).toBe(false);
  const dark = (values: Float32Array) => values.filter((value) => value < -0.4).length;
  const counts = [1 / 3, 2 / 3, 1].map((strength) => dark(make("features_covered", strength)));
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
});

test("half of the picture is the face's, the other half the other's, shifted", () => {
  const joined = make("halves");
  const own = joined.filter((value, i) => value === face[i]).length;
  expect(own).toBeGreaterThanOrEqual(face.length / 2);
  const others = new Set(other);
  expect(joined.every((value, i) => value === face[i] || others.has(value))).toBe(true);
});

test("the transform is its inverse's inverse, and a wave stands at its own frequency", () => {
  inverse(transform(face, SIZE), SIZE).forEach((value, i) => {
    expect(value).toBeCloseTo(face[i]!, 6);
  });
  const wave = Float32Array.from(face, (_, i) => Math.cos((2 * Math.PI * 3 * (i % SIZE)) / SIZE));
  const found = amplitudes(wave);
  expect(found[3]).toBeCloseTo(SIZE ** 2 / 2, 3);
  expect(found[SIZE - 3]).toBeCloseTo(SIZE ** 2 / 2, 3);
  expect(mean(found)).toBeCloseTo(1, 3);
  expect([frequency(3, SIZE), frequency(SIZE - 3, SIZE)]).toEqual([3 / SIZE, -3 / SIZE]);
});

test("pink noise falls as one over frequency", () => {
  const band = (values: Float32Array, k: number) => amplitudes(values)[k]!;
  const ratios = Array.from({ length: 200 }, (_, i) => {
    const noise = shapedNoise(RandomStream.fromSeed(`pink ${i}`), SIZE, (cycles) => 1 / cycles);
    return [band(noise, 2) ** 2, band(noise, 8) ** 2];
  });
  const power = (side: 0 | 1) => mean(ratios.map((pair) => pair[side]!));
  expect(Math.sqrt(power(0) / power(1))).toBeGreaterThan(3);
  expect(Math.sqrt(power(0) / power(1))).toBeLessThan(5.2);
});
