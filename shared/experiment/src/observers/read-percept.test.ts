import { tf } from "@limen/engine/tf";
import { encodeGreyPng } from "@limen/images";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { perceiveWith } from "./read-percept.ts";

const SIZE = 6;
const random = RandomStream.fromSeed(8);

/** Two classes: the more light, the surer of the first. */
const brightness = {
  config: { size: SIZE },
  probabilities: (x: tf.Tensor4D) =>
    tf.tidy(() => {
      const light = x.mean([1, 2]) as tf.Tensor2D;
      return tf.softmax(tf.concat([light, tf.neg(light)], 1)) as tf.Tensor2D;
    }),
};

function picture(level: number): Promise<Uint8Array> {
  return encodeGreyPng(new Uint8Array(SIZE * SIZE).fill(level), SIZE);
}

test("each image gets its own probabilities, in order, over more than one batch; no tensor is left", async () => {
  const levels = Array.from({ length: 150 }, (_, i) => random.split(i).integer(256));
  const images = await Promise.all(levels.map(picture));
  const before = tf.memory().numTensors;
  const seen = await perceiveWith(brightness)(images);
  expect(tf.memory().numTensors).toBe(before);
  expect(seen).toHaveLength(150);
  seen.forEach((p, i) => {
    const light = levels[i]! / 127.5 - 1;
    expect(p[0]).toBeCloseTo(1 / (1 + Math.exp(-2 * light)), 2);
    expect(p[0]! + p[1]!).toBeCloseTo(1, 5);
  });
});
