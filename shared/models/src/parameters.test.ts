import { UserError } from "@limen/errors";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { glorot, he, ones, zeros } from "./initialisers.ts";
import { Parameters, Scope } from "./parameters.ts";

const seed = RandomStream.fromSeed(1);

test("a parameter's first values depend on its name, not on when it was added", () => {
  const first = new Parameters(seed);
  const second = new Parameters(seed);
  first.add("a", [4, 4], he);
  first.add("b", [4, 4], he);
  second.add("b", [4, 4], he);
  expect(second.toArrays().b).toEqual(first.toArrays().b);
  expect(first.toArrays().a).not.toEqual(first.toArrays().b);
  first.dispose();
  second.dispose();
});

test("initialisers have the spread of their papers", () => {
  const spread = (values: Float32Array) =>
    Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
  expect(spread(he(seed, [3, 3, 64, 128]))).toBeCloseTo(Math.sqrt(2 / 576), 3);
  expect(spread(glorot(seed, [300, 200]))).toBeCloseTo(Math.sqrt(2 / 500), 3);
  expect(zeros(seed, [2])).toEqual(new Float32Array(2));
  expect(ones(seed, [2])).toEqual(new Float32Array([1, 1]));
});

test("assign names every difference at once", () => {
  const parameters = new Parameters(seed);
  const scope = new Scope(parameters).in("layer").in(0);
  scope.add("kernel", [2, 3], he);
  scope.add("bias", [3], zeros);
  expect(parameters.names).toEqual(["layer/0/kernel", "layer/0/bias"]);
  expect(parameters.count).toBe(9);
  const wrong = {
    "layer/0/kernel": { shape: [3, 2], data: new Float32Array(6) },
    extra: { shape: [1], data: new Float32Array(1) },
  };
  try {
    parameters.assign(wrong);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).problems).toHaveLength(3);
  }
  parameters.dispose();
});
