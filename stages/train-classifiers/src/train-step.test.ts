import { tf } from "@limen/engine/tf";
import { buildClassifier, FlatAdam } from "@limen/models";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { attack } from "./attack.ts";
import { softCrossEntropy } from "./soft-cross-entropy.ts";
import { trainStep } from "./train-step.ts";

const SIZE = 8;
const COUNT = 6;
const random = RandomStream.fromSeed("train step");
const config = {
  family: "classifier",
  name: "mlp",
  net: "mlp",
  size: SIZE,
  classes: ["a", "b", "c"],
  width: 0.1,
  temperature: 1,
} as const;
const classifierOf = () => buildClassifier({ ...config, classes: [...config.classes] }, random);
const pixels = random.split("pixels").normals(COUNT * SIZE ** 2);
const targets = Float32Array.from({ length: COUNT * 3 }, (_, place) =>
  place % 3 === Math.floor(place / 3) % 3 ? 1 : 0,
);
const batch = { count: COUNT, pixels, targets };

test("an attack moves every image by its distance, up the image's own loss", () => {
  const classifier = classifierOf();
  tf.tidy(() => {
    const x = tf.tensor4d(pixels, [COUNT, SIZE, SIZE, 1]);
    const y = tf.tensor2d(targets, [COUNT, 3]);
    const moved = attack(classifier, x, y, 0.2);
    const lengths = moved.sub(x).square().sum([1, 2, 3]).sqrt().dataSync();
    for (const length of lengths) expect(length).toBeCloseTo(0.2, 4);
    for (let image = 0; image < COUNT; image++) {
      const lossOf = (images: tf.Tensor4D) =>
        softCrossEntropy(classifier.logits(images.slice(image, 1)), y.slice(image, 1)).dataSync()[0]!;
      expect(lossOf(moved)).toBeGreaterThan(lossOf(x));
    }
  });
  classifier.dispose();
});

test("a step gives the loss before it, of the attacked images and through dropout, and leaves nothing behind", () => {
  const before = tf.memory().numTensors;
  for (const params of [
    { attack: 0, dropout: 0 },
    { attack: 0.2, dropout: 0 },
    { attack: 0, dropout: 0.5 },
  ]) {
    const classifier = classifierOf();
    const adam = new FlatAdam(classifier.parameters);
    const step = trainStep(classifier, adam, params);
    const plain = tf.tidy(() => {
      const x = tf.tensor4d(pixels, [COUNT, SIZE, SIZE, 1]);
      return softCrossEntropy(classifier.logits(x), tf.tensor2d(targets, [COUNT, 3])).dataSync()[0]!;
    });
    const first = step.run(batch, 1e-2, random.split(0));
    if (params.attack > 0) expect(first).toBeGreaterThan(plain + 1e-4);
    else if (params.dropout > 0) expect(Math.abs(first - plain)).toBeGreaterThan(1e-6);
    else expect(first).toBeCloseTo(plain, 5);
    let last = first;
    for (let k = 1; k < 60; k++) last = step.run(batch, 1e-2, random.split(k));
    expect(last).toBeLessThan(0.6 * first);
    for (const thing of [step, adam, classifier]) thing.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});
