import { tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { FlatAdam } from "./flat-adam.ts";
import { normal } from "./initialisers.ts";
import { lossGradients } from "./loss-gradients.ts";
import { Parameters } from "./parameters.ts";

function toy(): Parameters {
  const parameters = new Parameters(RandomStream.fromSeed(1));
  parameters.add("kernel", [3, 2], normal(1));
  parameters.add("bias", [2], normal(1));
  return parameters;
}

/** Σ (w − 3)²: its gradient is 2 (w − 3). */
function step(parameters: Parameters, adam: FlatAdam, rate = 0.05): number {
  return tf.tidy(() => {
    const loss = () =>
      parameters.variables().reduce<tf.Tensor>((sum, w) => sum.add(w.sub(3).square().sum()), tf.scalar(0));
    const { loss: value, gradients } = lossGradients(parameters, () => loss().asScalar());
    adam.step(gradients, rate);
    return value.dataSync()[0]!;
  });
}

test("agrees with tfjs' own Adam where there is neither decay nor clipping", () => {
  const parameters = toy();
  const adam = new FlatAdam(parameters);
  const twin = tf.variable(parameters.get("kernel"));
  const reference = tf.train.adam(0.05, 0.9, 0.999, 1e-8);
  for (let i = 0; i < 20; i++) {
    step(parameters, adam);
    tf.dispose(reference.minimize(() => twin.sub(3).square().sum().asScalar(), true, [twin])!);
  }
  const difference = tf.tidy(() => twin.sub(parameters.get("kernel")).abs().max().dataSync()[0]);
  expect(difference).toBeLessThan(1e-4);
  parameters.dispose();
  adam.dispose();
  twin.dispose();
  reference.dispose();
});

test("finds the minimum and leaks nothing", () => {
  const before = tf.memory().numTensors;
  const parameters = toy();
  const adam = new FlatAdam(parameters, { ema: 0.9, clipNorm: 1 });
  step(parameters, adam);
  const during = tf.memory().numTensors;
  for (let i = 0; i < 300; i++) step(parameters, adam);
  expect(tf.memory().numTensors).toBe(during);
  for (const { data } of Object.values(adam.emaArrays())) for (const w of data) expect(w).toBeCloseTo(3, 1);
  adam.dispose();
  parameters.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("decays kernels and leaves biases alone", () => {
  const parameters = toy();
  const adam = new FlatAdam(parameters, { weightDecay: 0.1 });
  const before = parameters.toArrays();
  adam.step({}, 0.5);
  const after = parameters.toArrays();
  expect(after.bias!.data).toEqual(before.bias!.data);
  for (const [i, w] of after.kernel!.data.entries()) expect(w).toBeCloseTo(before.kernel!.data[i]! * 0.95, 5);
  adam.dispose();
  parameters.dispose();
});

test("goes on from a saved state as if it had never stopped, to the bit", () => {
  const options = { ema: 0.99, weightDecay: 0.01, clipNorm: 2 };
  const a = toy();
  const adamA = new FlatAdam(a, options);
  for (let i = 0; i < 5; i++) step(a, adamA);
  const b = toy();
  const adamB = new FlatAdam(b, options);
  b.assign(a.toArrays());
  adamB.restore(adamA.state());
  for (let i = 0; i < 5; i++) expect(step(b, adamB)).toBe(step(a, adamA));
  expect(b.toArrays()).toEqual(a.toArrays());
  expect(adamB.emaArrays()).toEqual(adamA.emaArrays());
  for (const thing of [a, b, adamA, adamB]) thing.dispose();
});

test("trains only the parameters that are named", () => {
  const parameters = toy();
  const adam = new FlatAdam(parameters, { names: ["bias"], ema: 0.5 });
  const before = parameters.toArrays();
  step(parameters, adam);
  expect(parameters.toArrays().kernel).toEqual(before.kernel);
  expect(parameters.toArrays().bias).not.toEqual(before.bias);
  expect(adam.emaArrays().kernel).toEqual(before.kernel);
  adam.dispose();
  parameters.dispose();
});
