import { tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import {
  classGuided,
  classGuidedPull,
  conditioned,
  type Denoiser,
  mixedCondition,
  nullCondition,
} from "./denoiser.ts";
import { buildDenoiser } from "./net.ts";
import { noiseSource } from "./noise.ts";
import { sampleDdim, sampleDpmSolver2m, sampleHeun, startOf } from "./samplers.ts";
import { karrasSigmas } from "./schedule.ts";
import { type Estimator, estimateOf, publishedTravel, solve } from "./solve.ts";
import { gaussianDenoiser, images, tinyConfig } from "./test-nets.ts";

const SIZE = 8;
const gaussian: Denoiser = (x, sigma) => gaussianDenoiser(x, sigma, nullCondition(1, 1));
const streams = (count: number) =>
  Array.from({ length: count }, (_, index) => RandomStream.fromSeed("sampler").split(index));
const std = (x: tf.Tensor) => tf.tidy(() => tf.moments(x).variance.sqrt().dataSync()[0]!);

test("every sampler turns noise into the data's distribution when the denoiser is exact", () => {
  const sigmas = karrasSigmas({ steps: 150 });
  const samplers = {
    ddim: (x: tf.Tensor4D, noise: ReturnType<typeof noiseSource>) =>
      sampleDdim(gaussian, x, noise, { sigmas, eta: 0 }),
    ancestral: (x: tf.Tensor4D, noise: ReturnType<typeof noiseSource>) =>
      sampleDdim(gaussian, x, noise, { sigmas, eta: 1 }),
    heun: (x: tf.Tensor4D) => sampleHeun(gaussian, x, { sigmas }),
    dpm: (x: tf.Tensor4D, noise: ReturnType<typeof noiseSource>) =>
      sampleDpmSolver2m(gaussian, x, noise, { sigmas, eta: 0 }),
    stochasticDpm: (x: tf.Tensor4D, noise: ReturnType<typeof noiseSource>) =>
      sampleDpmSolver2m(gaussian, x, noise, { sigmas, eta: 1 }),
  };
  const before = tf.memory().numTensors;
  const found = Object.entries(samplers).map(([name, sample]) => {
    const noise = noiseSource(streams(32), 16);
    const start = startOf(noise, sigmas);
    const result = sample(start, noise);
    const spread = std(result);
    tf.dispose([start, result]);
    return [name, spread] as const;
  });
  expect(tf.memory().numTensors).toBe(before);
  for (const [, spread] of found) expect(Math.abs(spread - 0.5)).toBeLessThan(0.03);
});

test("in few steps, second order comes nearer to the exact flow than first", () => {
  const sigmas = karrasSigmas({ steps: 16 });
  const start = startOf(noiseSource(streams(4), SIZE), sigmas);
  // The flow of Gaussian data scales every image by σ_data / √(σ_data² + σ²).
  const exact = 0.5 / Math.hypot(0.5, sigmas[0]!);
  const error = (sample: () => tf.Tensor4D) =>
    tf.tidy(() => Math.abs(sample().norm().div(start.norm()).dataSync()[0]! / exact - 1));
  const noise = noiseSource(streams(4), SIZE);
  const first = error(() => sampleDdim(gaussian, start, noise, { sigmas, eta: 0 }));
  expect(error(() => sampleHeun(gaussian, start, { sigmas }))).toBeLessThan(first / 2);
  expect(error(() => sampleDpmSolver2m(gaussian, start, noise, { sigmas, eta: 0 }))).toBeLessThan(first / 2);
  start.dispose();
});

test("few steps of the second order keep the spread of the data, which the first order loses, with fresh noise or without", () => {
  const sigmas = karrasSigmas({ steps: 12 });
  const spread = (order: 1 | 2, eta: number) =>
    tf.tidy(() => {
      const noise = noiseSource(streams(16), 16);
      return std(solve(estimateOf(gaussian), startOf(noise, sigmas), noise, { sigmas, eta, order }));
    });
  for (const eta of [0, 0.3]) {
    expect(spread(1, eta)).toBeLessThan(0.45);
    expect(Math.abs(spread(2, eta) - 0.5)).toBeLessThan(0.03);
  }
});

test("the second order goes by what the prior believes, not by guidance that comes and goes", () => {
  const sigmas = karrasSigmas({ steps: 7 });
  const belief = images("belief", 2, SIZE);
  const push = images("push", 2, SIZE);
  const result = (order: 1 | 2, hasFree: boolean) =>
    tf.tidy(() => {
      const noise = noiseSource(streams(2), SIZE);
      const estimate: Estimator = (_, sigma) => {
        const isGuided = sigmas.indexOf(sigma) % 2 === 1;
        const clean = (isGuided ? belief.add(push) : belief.clone()) as tf.Tensor4D;
        return hasFree ? { clean, free: belief.clone() } : { clean };
      };
      // The last level gives its clean estimate and nothing else: one before it is watched.
      const seen: tf.Tensor4D[] = [];
      const watched: Estimator = (x, sigma) => {
        if (sigma === sigmas.at(-2)) seen.push(tf.keep(x.clone()));
        return estimate(x, sigma);
      };
      solve(watched, startOf(noise, sigmas), noise, { sigmas, eta: 0, order });
      const values = seen[0]!.dataSync();
      seen[0]!.dispose();
      return values;
    });
  const first = result(1, true);
  const apart = (values: ArrayLike<number>) =>
    Math.max(...Array.from(first, (value, i) => Math.abs(value - values[i]!)));
  expect(apart(result(2, true))).toBeLessThan(1e-5);
  expect(apart(result(2, false))).toBeGreaterThan(0.01);
  tf.dispose([belief, push]);
});

test("published and mended time travel differ in the scale of the travel noise and in nothing else", () => {
  const sigmas = [4, 2, 0];
  const seen = (travelScale?: (sigma: number, next: number) => number) => {
    const inputs: Float32Array[] = [];
    const noise = noiseSource(streams(2), SIZE);
    const start = startOf(noise, sigmas);
    const watched: Denoiser = (x, sigma) => {
      inputs.push(Float32Array.from(x.dataSync()));
      return gaussian(x, sigma);
    };
    solve(estimateOf(watched), start, noise, {
      sigmas,
      eta: 1,
      resamples: 2,
      ...(travelScale ? { travelScale } : {}),
    });
    return inputs;
  };
  const [mended, published] = [seen(), seen(publishedTravel)];
  expect(published[0]).toEqual(mended[0]);
  // The first walk's result and its travel noise, drawn anew: start, step, travel.
  const noise = noiseSource(streams(2), SIZE);
  startOf(noise, sigmas);
  noise();
  const travel = noise().dataSync();
  const full = Math.sqrt(4 ** 2 - 2 ** 2);
  for (let i = 0; i < travel.length; i += 17) {
    const difference = mended[1]![i]! - published[1]![i]!;
    expect(difference).toBeCloseTo(full * (1 - publishedTravel(4, 2)) * travel[i]!, 4);
  }
});

test("a sample does not depend on the block that it is drawn in, to rounding", () => {
  const net = buildDenoiser(tinyConfig, RandomStream.fromSeed("net"));
  const sigmas = karrasSigmas({ steps: 5 });
  const draw = (indices: readonly number[]) =>
    tf.tidy(() => {
      const noise = noiseSource(
        indices.map((index) => RandomStream.fromSeed("block").split(index)),
        tinyConfig.size,
      );
      const condition = mixedCondition(
        indices.map((index) => [index % 3]),
        3,
      );
      const start = startOf(noise, sigmas);
      return sampleDdim(conditioned(net.denoise, condition), start, noise, { sigmas, eta: 0.3 }).dataSync();
    });
  const [all, last] = [draw([0, 1, 2, 3, 4]), draw([4])];
  const pixels = tinyConfig.size ** 2;
  for (let i = 0; i < pixels; i += 7) expect(all[4 * pixels + i]).toBeCloseTo(last[i]!, 3);
  net.dispose();
});

test("classifier-free guidance goes from the free estimate through the asked one", () => {
  const net = buildDenoiser(tinyConfig, RandomStream.fromSeed("guided"));
  // Some convolutions start at zero, so that classes would make no difference.
  const arrays = net.parameters.toArrays();
  const zero = Object.keys(arrays).filter((name) => arrays[name]!.data.every((value) => value === 0));
  for (const name of zero)
    arrays[name]!.data.set(RandomStream.fromSeed(name).normals(arrays[name]!.data.length));
  net.parameters.assign(arrays);
  const x = images("x", 2, tinyConfig.size);
  tf.tidy(() => {
    const condition = mixedCondition([[0], [1, 2]], 3);
    const asked = net.denoise(x, 1, condition);
    const free = net.denoise(x, 1, nullCondition(2, 3));
    const twice = classGuided(net.denoise, 2)(x, 1, condition);
    const difference = twice.sub(asked.mul(2).sub(free)).abs().max().dataSync()[0]!;
    expect(difference).toBeLessThan(1e-3);
    expect(asked.sub(free).abs().max().dataSync()[0]).toBeGreaterThan(1e-2);
    expect(classGuided(net.denoise, 1)).toBe(net.denoise);
    const cotangent = images("cotangent", 2, tinyConfig.size);
    const through = (at: tf.Tensor) =>
      classGuided(net.denoise, 2)(at as tf.Tensor4D, 1, condition)
        .mul(cotangent)
        .sum();
    const pulled = classGuidedPull(net.pull, 2)(x, 1, condition, cotangent);
    expect(pulled.sub(tf.grad(through)(x)).abs().max().dataSync()[0]).toBeLessThan(1e-3);
    expect(classGuidedPull(net.pull, 1)).toBe(net.pull);
  });
  net.dispose();
});
