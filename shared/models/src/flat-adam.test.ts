import { tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { FlatAdam, type FlatAdamOptions } from "./flat-adam.ts";
import { normal } from "./initialisers.ts";
import { Parameters } from "./parameters.ts";

function toy(): Parameters {
  const parameters = new Parameters(RandomStream.fromSeed(1));
  parameters.add("kernel", [3, 2], normal(1));
  parameters.add("bias", [2], normal(1));
  return parameters;
}

/** Steps down Σ (w − 3)², whose gradient is 2 (w − 3). */
function descent(parameters: Parameters, options: FlatAdamOptions = {}) {
  const adam = new FlatAdam(parameters, options);
  const minimiser = adam.minimise(() =>
    parameters.variables().reduce<tf.Tensor>((sum, w) => sum.add(w.sub(3).square().sum()), tf.scalar(0)),
  );
  return {
    adam,
    step: (rate = 0.05) => tf.tidy(() => minimiser.step([], rate).dataSync()[0]!),
    dispose: () => {
      for (const thing of [minimiser, adam, parameters]) thing.dispose();
    },
  };
}

test("agrees with tfjs' own Adam where there is neither decay nor clipping", () => {
  const parameters = toy();
  const { step, dispose } = descent(parameters);
  const twin = tf.variable(parameters.get("kernel"));
  const reference = tf.train.adam(0.05, 0.9, 0.999, 1e-8);
  for (let i = 0; i < 20; i++) {
    step();
    tf.dispose(reference.minimize(() => twin.sub(3).square().sum().asScalar(), true, [twin])!);
  }
  const difference = tf.tidy(() => twin.sub(parameters.get("kernel")).abs().max().dataSync()[0]);
  expect(difference).toBeLessThan(1e-4);
  for (const one of [twin, reference]) one.dispose();
  dispose();
});

test("finds the minimum and leaks nothing", () => {
  const before = tf.memory().numTensors;
  const { adam, step, dispose } = descent(toy(), { ema: 0.9, clipNorm: 1 });
  step();
  const during = tf.memory().numTensors;
  for (let i = 0; i < 300; i++) step();
  expect(tf.memory().numTensors).toBe(during);
  for (const { data } of Object.values(adam.emaArrays())) for (const w of data) expect(w).toBeCloseTo(3, 1);
  dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("decays kernels and leaves biases alone", () => {
  const parameters = toy();
  const adam = new FlatAdam(parameters, { weightDecay: 0.1 });
  const idle = adam.minimise(() => tf.addN(parameters.variables().map((w) => w.sum().mul(0))));
  const before = parameters.toArrays();
  tf.tidy(() => idle.step([], 0.5));
  const after = parameters.toArrays();
  expect(after.bias!.data).toEqual(before.bias!.data);
  for (const [i, w] of after.kernel!.data.entries()) expect(w).toBeCloseTo(before.kernel!.data[i]! * 0.95, 5);
  for (const thing of [idle, adam, parameters]) thing.dispose();
});

test("goes on from a saved state as if it had never stopped, to the bit", () => {
  const options = { ema: 0.99, weightDecay: 0.01, clipNorm: 2 };
  const [a, b] = [toy(), toy()];
  const one = descent(a, options);
  for (let i = 0; i < 5; i++) one.step();
  const other = descent(b, options);
  b.assign(a.toArrays());
  other.adam.restore(one.adam.state());
  for (let i = 0; i < 5; i++) expect(other.step()).toBe(one.step());
  expect(b.toArrays()).toEqual(a.toArrays());
  expect(other.adam.emaArrays()).toEqual(one.adam.emaArrays());
  for (const thing of [one, other]) thing.dispose();
});

test("trains only the parameters that are named", () => {
  const parameters = toy();
  const { adam, step, dispose } = descent(parameters, { names: ["bias"], ema: 0.5 });
  const before = parameters.toArrays();
  step();
  expect(parameters.toArrays().kernel).toEqual(before.kernel);
  expect(parameters.toArrays().bias).not.toEqual(before.bias);
  expect(adam.emaArrays().kernel).toEqual(before.kernel);
  dispose();
});
