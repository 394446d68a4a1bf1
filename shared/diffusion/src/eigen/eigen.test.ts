import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tf } from "@limen/engine/tf";
import { FlatAdam } from "@limen/models";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import type { EigenConfig } from "../config.ts";
import { mixedCondition, nullCondition } from "../denoiser.ts";
import { type DenoisingBatch, denoisingLoss } from "../loss.ts";
import { buildDenoiser } from "../net.ts";
import { readDenoiser, writeDenoiser } from "../weights-file.ts";
import { BASIS_NAMES } from "./eigen-denoiser.ts";
import { assignBasis, fitBasis } from "./fit-basis.ts";

const SIZE = 8;
const PIXELS = SIZE * SIZE;
const SPREADS = [4, 2, 1];
const config: EigenConfig = {
  family: "denoiser",
  architecture: "eigen",
  size: SIZE,
  components: 3,
  hidden: 32,
  embedding: 16,
  classes: ["a", "b"],
};
const random = RandomStream.fromSeed("eigen");

/** Images that vary along three pixels only, with known spreads. */
function toyImages(count: number): tf.Tensor2D {
  const values = new Float32Array(count * PIXELS);
  for (let image = 0; image < count; image++) {
    const stream = random.split(image);
    for (const [k, spread] of SPREADS.entries()) values[image * PIXELS + 10 * k] = spread * stream.normal();
  }
  return tf.tensor2d(values, [count, PIXELS]);
}

test("the basis is orthonormal, in falling order, with the spreads of the images", () => {
  tf.tidy(() => {
    const basis = fitBasis(toyImages(600), 3);
    const vectors = tf.tensor2d(basis["basis/vectors"]!.data, [3, PIXELS]);
    const gram = [...vectors.matMul(vectors, false, true).dataSync()];
    for (const [index, value] of gram.entries()) expect(value).toBeCloseTo(index % 4 === 0 ? 1 : 0, 3);
    for (const [k, spread] of SPREADS.entries()) {
      expect(Math.abs(basis["basis/spreads"]!.data[k]! / spread - 1)).toBeLessThan(0.1);
      expect(Math.abs(basis["basis/vectors"]!.data[k * PIXELS + 10 * k]!)).toBeCloseTo(1, 2);
    }
  });
});

test("with the perceptron silent it is the Wiener filter of each component", () => {
  const net = buildDenoiser(config, random);
  const images = toyImages(600);
  const basis = fitBasis(images, 3);
  assignBasis(net.parameters, basis);
  tf.tidy(() => {
    const x = images.slice([0, 0], [4, PIXELS]).reshape([4, SIZE, SIZE, 1]) as tf.Tensor4D;
    const clean = net.denoise(x, 2, nullCondition(4, 2)).dataSync();
    const noisy = x.dataSync();
    for (const [k] of SPREADS.entries()) {
      const spread = basis["basis/spreads"]!.data[k]!;
      const mean = basis["basis/mean"]!.data[10 * k]!;
      const wanted = mean + (spread ** 2 / (spread ** 2 + 4)) * (noisy[10 * k]! - mean);
      expect(clean[10 * k]!).toBeCloseTo(wanted, 1);
    }
  });
  images.dispose();
  net.dispose();
});

test("training lowers the loss, leaves the basis alone and no tensor behind; the file rebuilds the net", async () => {
  const net = buildDenoiser(config, random);
  // Two points along one axis, each of its own class: under heavy noise only the class tells them apart.
  const points = tf.tidy(() => {
    const sides = tf.concat([tf.fill([8, 1], 2), tf.fill([8, 1], -2)]);
    return tf
      .concat([sides, tf.zeros([16, PIXELS - 1])], 1)
      .add(tf.randomNormal([16, PIXELS], 0, 0.01, "float32", 1)) as tf.Tensor2D;
  });
  assignBasis(net.parameters, fitBasis(points, 3));
  const adam = new FlatAdam(net.parameters, { names: net.trained });
  const clean = points.reshape([16, SIZE, SIZE, 1]) as tf.Tensor4D;
  const condition = mixedCondition([...new Array(8).fill([0]), ...new Array(8).fill([1])], 2);
  const minimiser = adam.minimise((noise) => {
    const batch = { clean, noise, sigmas: tf.fill([16], 5), condition } as DenoisingBatch;
    return denoisingLoss(net.estimate, batch, "edm");
  });
  const before = net.parameters.toArrays();
  const losses: number[] = [];
  const tensors = () => tf.memory().numTensors;
  const held = tensors();
  for (let step = 0; step < 60; step++) {
    tf.tidy(() => {
      const noise = tf.tensor4d(
        random
          .split("noise")
          .split(step)
          .normals(16 * PIXELS),
        [16, SIZE, SIZE, 1],
      );
      losses.push(minimiser.step([noise], 1e-2).mean().dataSync()[0]!);
    });
  }
  expect(tensors()).toBe(held);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(losses.slice(-10))).toBeLessThan(0.5 * mean(losses.slice(0, 10)));
  const after = net.parameters.toArrays();
  for (const name of BASIS_NAMES) expect(after[name]!.data).toEqual(before[name]!.data);

  const folder = mkdtempSync(join(tmpdir(), "limen-eigen-"));
  const path = join(folder, "prior.safetensors");
  const validity = {
    sigmas: [1],
    errors: Array.from({ length: 101 }, (_, i) => i),
    detail: [0, 1] as [number, number],
  };
  await writeDenoiser(path, config, after, validity);
  const again = await readDenoiser(path);
  expect([...again.denoise(clean, 1, condition).dataSync()]).toEqual([
    ...net.denoise(clean, 1, condition).dataSync(),
  ]);
  rmSync(folder, { recursive: true });
  for (const one of [minimiser, adam, net, again]) one.dispose();
});
