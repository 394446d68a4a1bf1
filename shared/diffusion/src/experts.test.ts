import { tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { type DenoiserConfig, denoiserConfigSchema, type Expert, expertsOf } from "./config.ts";
import { nullCondition } from "./denoiser.ts";
import { denoiserGflop } from "./flops.ts";
import { buildDenoiser, joinExperts } from "./net.ts";

const SIZE = 8;
const config: DenoiserConfig & { architecture: "experts" } = {
  family: "denoiser",
  architecture: "experts",
  size: SIZE,
  embedding: 8,
  classes: ["calm", "glad"],
  experts: [
    { from: 1, architecture: "eigen", components: 5, hidden: 8 },
    { from: 0, architecture: "unet", unshuffle: 2, channels: [8, 16], heads: 2 },
  ],
};

test("each image is denoised, and pulled back, by the expert for its noise level, and the ledger knows what that costs", () => {
  const before = tf.memory().numTensors;
  const [{ config: high }, { config: low }] = expertsOf(config) as [Expert, Expert];
  const nets = [buildDenoiser(high, RandomStream.fromSeed(1)), buildDenoiser(low, RandomStream.fromSeed(2))];
  for (const net of nets) randomise(net.parameters);
  const experts = buildDenoiser(config, RandomStream.fromSeed(3));
  experts.parameters.assign(joinExperts(nets.map((net) => net.parameters.toArrays())));
  expect(experts.trained).not.toContain("0/basis/mean");

  tf.tidy(() => {
    const x = tf.randomNormal<tf.Rank.R4>([2, SIZE, SIZE, 1], 0, 1, "float32", 4);
    const asked = nullCondition(2, 2);
    const mixed = splitPair(experts.estimate(x, tf.tensor1d([1, 0.9]), asked));
    expectClose(mixed[0]!, splitPair(nets[0]!.denoise(x, 1, asked))[0]!);
    const below = splitPair(nets[1]!.estimate(x, tf.tensor1d([0.9, 0.9]), asked))[1]!;
    expectClose(mixed[1]!, below);
    for (const [sigma, net] of [
      [1, 0],
      [0.9, 1],
    ] as const) {
      const own = splitPair(nets[net]!.denoise(x, sigma, asked));
      for (const image of [0, 1]) {
        expectClose(splitPair(experts.denoise(x, sigma, asked))[image]!, own[image]!);
        expect(() =>
          expectClose(splitPair(nets[1 - net]!.denoise(x, sigma, asked))[image]!, own[image]!),
        ).toThrow();
      }
    }
  });
  for (const count of [1, 8, 11]) {
    for (const sigma of [1.5, 0.4]) {
      tf.tidy(() => {
        const shape: [number, number, number, number] = [count, SIZE, SIZE, 1];
        const x = tf.randomNormal<tf.Rank.R4>(shape, 0, 1, "float32", 5);
        const cotangent = tf.randomNormal<tf.Rank.R4>(shape, 0, 1, "float32", 6);
        const asked = nullCondition(count, 2);
        const through = (at: tf.Tensor) =>
          experts
            .denoise(at as tf.Tensor4D, sigma, asked)
            .mul(cotangent)
            .sum();
        const wanted = tf.grad(through)(x);
        const difference = experts.pull(x, sigma, asked, cotangent).sub(wanted).norm().dataSync()[0]!;
        expect(difference).toBeLessThan(1e-4 * wanted.norm().dataSync()[0]!);
      });
    }
  }
  for (const net of [...nets, experts]) net.dispose();
  expect(tf.memory().numTensors).toBe(before);

  expect(denoiserGflop(experts.config, 1)).toBe(denoiserGflop(high, 1));
  expect(denoiserGflop(experts.config, 0.99)).toBe(denoiserGflop(low, 1));
  expect(denoiserGflop(high, 1)).not.toBe(denoiserGflop(low, 1));
});

test("experts that leave noise levels to nobody, or stand in no order, are no config", () => {
  const [eigen, unet] = config.experts;
  const check = (experts: unknown[]) => denoiserConfigSchema.safeParse({ ...config, experts }).success;
  expect(check([eigen, unet])).toBe(true);
  expect(check([eigen, { ...unet, from: 0.1 }])).toBe(false);
  expect(check([unet, eigen])).toBe(false);
});

function expectClose(got: number[], wanted: number[]): void {
  for (const [pixel, value] of got.entries()) expect(value).toBeCloseTo(wanted[pixel]!, 5);
}

/** Weights that are zero at first would let both experts agree. */
function randomise(parameters: ReturnType<typeof buildDenoiser>["parameters"]): void {
  const stream = RandomStream.fromSeed("weights");
  const arrays = parameters.toArrays();
  for (const { data } of Object.values(arrays))
    data.set(stream.normals(data.length).map((value) => 0.3 * value));
  parameters.assign(arrays);
}

function splitPair(images: tf.Tensor4D): number[][] {
  return images.reshape([2, SIZE * SIZE]).arraySync() as number[][];
}
