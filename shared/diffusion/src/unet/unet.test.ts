import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile, tf } from "@limen/engine/tf";
import { FlatAdam, lossGradients } from "@limen/models";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { mixedCondition, nullCondition } from "../denoiser.ts";
import { denoiserGflop } from "../flops.ts";
import { type DenoisingBatch, denoisingLoss } from "../loss.ts";
import { buildDenoiser } from "../net.ts";
import { images, tinyConfig } from "../test-nets.ts";
import { denoiserValidity, measureValidity } from "../validity.ts";
import { readDenoiser, writeDenoiser } from "../weights-file.ts";
import { shuffle, unshuffle } from "./unshuffle.ts";

test("unshuffling keeps every pixel and its square", () => {
  tf.tidy(() => {
    const x = tf.range(0, 2 * 64).reshape([2, 8, 8, 1]) as tf.Tensor4D;
    const folded = unshuffle(x, 4);
    expect(folded.shape).toEqual([2, 2, 2, 16]);
    expect([...folded.dataSync().slice(0, 5)]).toEqual([0, 1, 2, 3, 8]);
    expect([...shuffle(folded, 4).dataSync()]).toEqual([...x.dataSync()]);
  });
});

test("the counted GFLOP are those of the parameters times the positions they act on", () => {
  const net = buildDenoiser(tinyConfig, RandomStream.fromSeed(1));
  // Each kernel does one multiplication a position of its output; embedding and modulation act once.
  const side = (name: string) => (/^(enter|leave|up\/0|down\/0|direct\/filter)/.test(name) ? 8 : 4);
  const products = net.parameters.names
    .filter((name) => /kernel$|classes$/.test(name))
    .map((name) => {
      const positions = /film|^embed|mix/.test(name) ? 1 : side(name) ** 2;
      return net.parameters.get(name).size * (name.includes("descend") ? 16 : positions);
    });
  const attention = 2 * 16 ** 2 * 16;
  const total = products.reduce((sum, product) => sum + product, attention);
  expect(denoiserGflop(tinyConfig, 1)).toBeCloseTo((2 * total) / 1e9, 12);
  net.dispose();
});

test("training steps lower the loss, read the class, and leave no tensor behind", () => {
  const net = buildDenoiser(tinyConfig, RandomStream.fromSeed(2));
  const adam = new FlatAdam(net.parameters, { ema: 0.99, clipNorm: 1 });
  const clean = tf.tidy(
    () => tf.concat([tf.fill([4, 16, 16, 1], 0.8), tf.fill([4, 16, 16, 1], -0.8)]) as tf.Tensor4D,
  );
  const condition = mixedCondition([...new Array(4).fill([0]), ...new Array(4).fill([1])], 3);
  // Nothing of the image is left: only the class tells which of the two is meant.
  const PURE_NOISE = 50;
  const minimiser = adam.minimise((noise, sigmas) => {
    const batch = { clean, noise, sigmas, condition } as DenoisingBatch;
    return denoisingLoss(net.estimate, batch, "edm");
  });
  const step = (k: number) =>
    tf.tidy(() => {
      const inputs = [images(`noise ${k}`, 8, 16), tf.fill([8], PURE_NOISE)];
      return minimiser.step(inputs, 1e-2).mean().dataSync()[0]!;
    });
  const first = step(0);
  const before = tf.memory().numTensors;
  let last = first;
  for (let k = 1; k < 40; k++) last = step(k);
  expect(tf.memory().numTensors).toBe(before);
  expect(last).toBeLessThan(0.3 * first);
  const asked = tf.tidy(() => {
    const x = images("pure", 2, 16).mul<tf.Tensor4D>(PURE_NOISE);
    return [
      ...net
        .denoise(x, PURE_NOISE, mixedCondition([[0], [1]], 3))
        .mean([1, 2, 3])
        .dataSync(),
    ];
  });
  expect(asked[0]!).toBeGreaterThan(asked[1]!);
  for (const thing of [minimiser, adam, net]) thing.dispose();
  tf.dispose([clean, condition]);
});

test("compiled, for any number of images, it estimates and has the gradients that it has op by op", () => {
  const net = buildDenoiser(tinyConfig, RandomStream.fromSeed(6));
  const arrays = net.parameters.toArrays();
  for (const [name, { data }] of Object.entries(arrays)) {
    const noise = RandomStream.fromSeed(name).normals(data.length);
    data.set(data.map((value, place) => value + 0.1 * noise[place]!));
  }
  net.parameters.assign(arrays);
  for (const count of [1, 8, 11]) {
    tf.tidy(() => {
      const x = images("x", count, 16);
      const condition = nullCondition(count, 3);
      const plain = net.estimate(x, tf.fill([count], 0.7), condition);
      expect(net.denoise(x, 0.7, condition).sub(plain).abs().max().dataSync()[0]).toBeLessThan(1e-5);
    });
  }
  const slope = (x: tf.Tensor) => {
    const loss = (at: tf.Tensor) =>
      net
        .denoise(at as tf.Tensor4D, 0.7, nullCondition(2, 3))
        .square()
        .sum();
    const { gradients } = lossGradients(net.parameters, () => loss(x).asScalar());
    return [tf.grad(loss)(x), ...Object.values(gradients)];
  };
  const compiled = compile((x) => slope(x!), { variables: () => net.parameters.variables() });
  tf.tidy(() => {
    const x = images("x", 2, 16);
    const got = compiled.run(x);
    for (const [index, wanted] of slope(x).entries()) {
      const length = wanted.norm().dataSync()[0]!;
      expect(got[index]!.sub(wanted).norm().dataSync()[0]!).toBeLessThan(1e-4 * length + 1e-6);
    }
  });
  compiled.dispose();
  net.dispose();
});

test("a denoiser is rebuilt from its file alone, and other files are refused", async () => {
  const directory = await mkdtemp(join(tmpdir(), "denoiser-"));
  const net = buildDenoiser(tinyConfig, RandomStream.fromSeed(3));
  const reference = measureValidity(net.denoise, 3, [images("real", 8, 16)]);
  const path = join(directory, "prior.safetensors");
  await writeDenoiser(path, tinyConfig, net.parameters.toArrays(), reference);
  const read = await readDenoiser(path);
  expect(read.validity).toEqual(reference);
  tf.tidy(() => {
    const x = images("x", 1, 16);
    const one = net.denoise(x, 1, nullCondition(1, 3));
    const other = read.denoise(x, 1, nullCondition(1, 3));
    expect([...other.dataSync()]).toEqual([...one.dataSync()]);
  });
  await expect(readDenoiser(join(directory, "none"))).rejects.toThrow("no such file");
  await rm(directory, { recursive: true });
});

test("a config that does not fit together is refused with every reason", () => {
  const build = () =>
    buildDenoiser({ ...tinyConfig, size: 18, channels: [12, 16], heads: 3 }, RandomStream.fromSeed(4));
  expect(build).toThrow(/18 pixels do not divide by 4[\s\S]*12 channels[\s\S]*3 heads/);
});

test("real faces have validities spread evenly; smooth, noisy and unlikely images have low ones", () => {
  const net = buildDenoiser(tinyConfig, RandomStream.fromSeed(5));
  const face = (seed: string, count: number) => tf.tidy(() => images(seed, count, 16).mul<tf.Tensor4D>(0.3));
  const reference = measureValidity(net.denoise, 3, [face("real", 64)]);
  const score = denoiserValidity(net.denoise, 3, reference);
  const mean = (scores: number[]) => scores.reduce((sum, value) => sum + value, 0) / scores.length;
  const judge = (x: tf.Tensor4D) => {
    const scores = score(x);
    x.dispose();
    return scores;
  };
  expect(Math.abs(mean(judge(face("more", 64))) - 0.5)).toBeLessThan(0.15);
  expect(judge(tf.zeros([2, 16, 16, 1]))).toEqual([0, 0]);
  expect(mean(judge(tf.tidy(() => images("noisy", 8, 16).mul<tf.Tensor4D>(0.6))))).toBeLessThan(0.05);
  net.dispose();
});
