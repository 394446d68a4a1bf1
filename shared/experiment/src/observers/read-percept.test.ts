import { encodeGreyPng } from "@limen/images";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { perceiveWith } from "./read-percept.ts";

const SIZE = 6;
const random = RandomStream.fromSeed(8);

/** Two classes: the more light, the surer of the first. */
const brightness = {
  config: { size: SIZE },
  probabilitiesOf: (images: Float32Array) =>
    Array.from({ length: images.length / SIZE ** 2 }, (_, i) => {
      const light = images[i * SIZE ** 2]!;
      const first = 1 / (1 + Math.exp(-2 * light));
      return Float64Array.of(first, 1 - first);
    }),
};

function picture(level: number): Promise<Uint8Array> {
  return encodeGreyPng(new Uint8Array(SIZE * SIZE).fill(level), SIZE);
}

test("each image gets its own probabilities, in order, over more than one batch", async () => {
  const levels = Array.from({ length: 150 }, (_, i) => random.split(i).integer(256));
  const images = await Promise.all(levels.map(picture));
  const seen = await perceiveWith(brightness)(images);
  expect(seen).toHaveLength(150);
  seen.forEach((p, i) => {
    const light = levels[i]! / 127.5 - 1;
    expect(p[0]).toBeCloseTo(1 / (1 + Math.exp(-2 * light)), 2);
    expect(p[0]! + p[1]!).toBeCloseTo(1, 5);
  });
});
