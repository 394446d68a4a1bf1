import { expect, test } from "vitest";
import { beta, categorical, dirichlet, gamma, permutation, RandomStream, subset } from "./index.ts";

const N = 20_000;
const root = RandomStream.fromSeed(1);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: number[]) => mean(values.map((v) => (v - mean(values)) ** 2));

test("a sub-stream depends on its path alone, not on what was drawn before", () => {
  const before = root.split("image").split(3).uint32();
  root.uniform();
  expect(root.split("image").split(3).uint32()).toBe(before);
  expect(root.split("image").split(4).uint32()).not.toBe(before);
});

test("labels cannot collide by concatenation, nor a number with its text", () => {
  expect(root.split("a/b").uint32()).not.toBe(root.split("a").split("b").uint32());
  expect(root.split(1).uint32()).not.toBe(root.split("1").uint32());
});

test("uniform and normal have their moments", () => {
  const stream = root.split("moments");
  const u = Array.from({ length: N }, () => stream.uniform());
  expect(Math.min(...u)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...u)).toBeLessThan(1);
  expect(mean(u)).toBeCloseTo(0.5, 1);
  expect(variance(u)).toBeCloseTo(1 / 12, 2);
  const z = Array.from({ length: N }, () => stream.normal());
  expect(Math.abs(mean(z))).toBeLessThan(0.03);
  expect(Math.abs(variance(z) - 1)).toBeLessThan(0.04);
});

test("beta with tiny parameters lies at its ends, as often at each as the parameters say", () => {
  const stream = RandomStream.fromSeed("tiny");
  const draws = Array.from({ length: N }, () => beta(stream, 1e-4, 3e-4));
  expect(draws.filter((draw) => draw > 1e-6 && draw < 1 - 1e-6).length).toBeLessThan(N / 50);
  expect(mean(draws)).toBeCloseTo(0.25, 1);
});

test("gamma, beta and dirichlet have their means", () => {
  const stream = root.split("families");
  for (const shape of [0.3, 1, 4.5]) {
    expect(Math.abs(mean(Array.from({ length: N }, () => gamma(stream, shape))) / shape - 1)).toBeLessThan(
      0.06,
    );
  }
  expect(mean(Array.from({ length: N }, () => beta(stream, 1, 30)))).toBeCloseTo(1 / 31, 2);
  const draw = dirichlet(stream, [1, 2, 3]);
  expect(draw.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
});

test("categorical follows its weights and permutation holds each index once", () => {
  const stream = root.split("discrete");
  const counts = [0, 0, 0];
  for (let i = 0; i < N; i++) counts[categorical(stream, [1, 0, 3])]!++;
  expect(counts[1]).toBe(0);
  expect(counts[2]! / N).toBeCloseTo(0.75, 1);
  expect([...permutation(stream, 100)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, i) => i),
  );
});

test("a subset holds each index at most once, rises, and any index may be in it", () => {
  const stream = root.split("subset");
  const counts = new Array<number>(12).fill(0);
  const draws = 2000;
  for (let i = 0; i < draws; i++) {
    const drawn = subset(stream, 12, 3);
    expect(drawn).toHaveLength(3);
    expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
    for (const index of drawn) counts[index]!++;
  }
  for (const count of counts) expect(Math.abs(count / draws - 0.25)).toBeLessThan(0.05);
  expect(subset(stream, 3, 5)).toEqual([0, 1, 2]);
  expect(subset(stream, 0, 5)).toEqual([]);
});
