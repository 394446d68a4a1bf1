import { tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { Parameters, Scope } from "../parameters.ts";
import { gelu, silu } from "./activations.ts";
import { addBias } from "./add-bias.ts";
import { attention } from "./attention.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { drawMasks, dropout } from "./dropout.ts";
import { groupNorm, normaliseGroups } from "./group-norm.ts";
import { layerNorm } from "./layer-norm.ts";
import { separableConv2d } from "./separable-conv2d.ts";

const random = RandomStream.fromSeed(1);
const draw = (label: string, shape: number[]) =>
  tf.tensor(random.split(label).normals(shape.reduce((a, b) => a * b)), shape);

/** Value and all gradients of Σ f · weights must agree between our operation and its plain composition. */
function expectSame(
  inputs: tf.Tensor[],
  ours: (...x: tf.Tensor[]) => tf.Tensor,
  plain: (...x: tf.Tensor[]) => tf.Tensor,
) {
  tf.tidy(() => {
    const weights = tf.tidy(() => draw("weights", ours(...inputs).shape));
    const run = (f: (...x: tf.Tensor[]) => tf.Tensor) =>
      tf.valueAndGrads((...x) =>
        f(...x)
          .mul(weights)
          .sum()
          .asScalar(),
      )(inputs);
    const a = run(ours);
    const b = run(plain);
    for (const [x, y] of [[ours(...inputs), plain(...inputs)], ...a.grads.map((g, i) => [g, b.grads[i]!])]) {
      expect(x!.shape).toEqual(y!.shape);
      expect(x!.sub(y!).abs().max().dataSync()[0]).toBeLessThan(2e-4);
    }
  });
}

test("activations, bias and norms have the value and the gradients of their plain compositions", () => {
  const before = tf.memory().numTensors;
  const x = draw("x", [3, 4, 4, 16]);
  const c = () => [draw("scale", [16]), draw("shift", [16])];
  const perImage = () => [draw("scale", [3, 16]), draw("shift", [3, 16])];
  const plainNorm = (x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor) => {
    const { mean, variance } = tf.moments(x.reshape([3, 4, 4, 8, 2]), [1, 2, 4], true);
    const hat = x.reshape([3, 4, 4, 8, 2]).sub(mean).div(variance.add(1e-5).sqrt()).reshape([3, 4, 4, 16]);
    const wide = (t: tf.Tensor) => t.reshape([t.rank === 1 ? 1 : 3, 1, 1, 16]);
    return hat.mul(wide(scale)).add(wide(shift));
  };
  tf.tidy(() => {
    expectSame([x], silu, (x) => x.mul(x.sigmoid()));
    expectSame([x], gelu, (x) => x.mul(x.mul(1.702).sigmoid()));
    expectSame([x, draw("b", [16])], addBias, (x, b) => x.add(b));
    const ours = (x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor) =>
      normaliseGroups(x as tf.Tensor4D, 8, scale, shift);
    expectSame([x, ...c()], ours, plainNorm);
    expectSame([x, ...perImage()], ours, plainNorm);
  });
  x.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("gelu is near the exact one", () => {
  tf.tidy(() => {
    const x = tf.linspace(-6, 6, 2001);
    const exact = x.mul(x.div(Math.SQRT2).erf().add(1).div(2));
    expect(gelu(x).sub(exact).abs().max().dataSync()[0]).toBeLessThan(0.021);
  });
});

test("layer norm has unit moments and the plain gradient", () => {
  const parameters = new Parameters(random);
  const norm = layerNorm(new Scope(parameters), 16);
  const x = draw("tokens", [3, 5, 16]);
  expectSame([x], norm, (x) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x.sub(mean).div(variance.add(1e-5).sqrt());
  });
  x.dispose();
  parameters.dispose();
});

test("no layer leaks a tensor, forward or backward", () => {
  const before = tf.memory().numTensors;
  const parameters = new Parameters(random);
  const scope = new Scope(parameters);
  const layers: ((x: tf.Tensor4D) => tf.Tensor)[] = [
    conv2d(scope.in("conv"), { inputs: 16, outputs: 8, stride: 2 }),
    separableConv2d(scope.in("separable"), { inputs: 16, outputs: 8 }),
    dense(scope.in("dense"), { inputs: 16, outputs: 8 }),
    groupNorm(scope.in("norm"), { channels: 16 }),
  ];
  const attend = attention(scope.in("attention"), { features: 16, heads: 4 });
  const x = draw("x", [2, 4, 4, 16]) as tf.Tensor4D;
  layers.push((x) => attend(x.reshape([2, 16, 16]) as tf.Tensor3D));
  for (const layer of layers) {
    // Layers leave the tidying of what lies between to their caller.
    tf.tidy(() => void layer(x));
    expect(tf.memory().numTensors).toBe(before + parameters.names.length + 1);
    const { value, grads } = tf.variableGrads(
      () => layer(x).square().sum().asScalar(),
      parameters.variables(),
    );
    tf.dispose([value, grads]);
    expect(tf.memory().numTensors).toBe(before + parameters.names.length + 1);
    tf.dispose(tf.grad((x) => layer(x as tf.Tensor4D).sum())(x));
    expect(tf.memory().numTensors).toBe(before + parameters.names.length + 1);
  }
  x.dispose();
  parameters.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("attention mixes tokens and does not care for their order", () => {
  tf.tidy(() => {
    const parameters = new Parameters(random);
    const attend = attention(new Scope(parameters), { features: 8, heads: 2 });
    const x = draw("tokens", [1, 6, 8]) as tf.Tensor3D;
    const reversed = attend(x.reverse(1)).reverse(1);
    expect(reversed.sub(attend(x)).abs().max().dataSync()[0]).toBeLessThan(1e-5);
    parameters.dispose();
  });
});

test("dropout keeps the mean, depends on its stream alone, and is the identity outside training", () => {
  tf.tidy(() => {
    const x = tf.ones<tf.Rank.R2>([100, 100]);
    const draw = () => drawMasks({ a: 100, b: 100 }, 100, 0.3, random.split("step"));
    const y = dropout(x, "a", draw());
    expect(y.mean().dataSync()[0]).toBeCloseTo(1, 1);
    expect(y.equal(0).mean().dataSync()[0]).toBeCloseTo(0.3, 1);
    expect(dropout(x, "a", draw()).dataSync()).toEqual(y.dataSync());
    expect(dropout(x, "b", draw()).dataSync()).not.toEqual(y.dataSync());
    expect(dropout(x, "a", undefined)).toBe(x);
  });
});
