import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tf } from "@limen/engine/tf";
import { buildClassifier, type Classifier, type NetName, writeClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";
import { writeWeights } from "@limen/weights";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askPython, noPython, python } from "../support/python.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "limen-interop-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SIZE = 16;
const IMAGES = 5;

describe.skipIf(python === undefined)(`weights and Python${noPython}`, () => {
  test("Python's safetensors reads names, shapes, metadata and the exact values", async () => {
    const path = join(folder, "some.safetensors");
    const values = Float32Array.of(0.1, -0, 3.4028234663852886e38, 1.401298464324817e-45, 5, 6);
    const tensors = {
      "körper/kernel": { shape: [2, 3], data: values },
      scalar: { shape: [], data: Float32Array.of(7) },
      empty: { shape: [0, 4], data: new Float32Array() },
    };
    const metadata = { config: JSON.stringify({ net: "Ü" }), note: "悲しみ" };
    await writeWeights(path, { metadata, tensors });
    const expected = Object.entries(tensors).map(([name, { shape, data }]) => {
      return [name, { dtype: "float32", shape, values: Buffer.from(data.buffer).toString("hex") }];
    });
    expect(askPython("read_weights.py", path)).toEqual({ metadata, tensors: Object.fromEntries(expected) });
  });

  test.each<NetName>(["logistic", "mlp", "cornet-z-s"])(
    "a forward pass of %s in NumPy, from the file alone, agrees with the logits here to 1e-4",
    async (net) => {
      const random = RandomStream.fromSeed(5);
      const classes = ["anger", "happiness", "sadness", "neutral"];
      const config = {
        family: "classifier",
        name: net,
        net,
        size: SIZE,
        classes,
        width: 0.25,
        temperature: 1,
      } as const;
      const classifier = buildClassifier(config, random.split("weights"));
      spreadWeights(classifier, random.split("spread"));
      const weights = join(folder, `${net}.safetensors`);
      await writeClassifier(weights, classifier);

      const stream = random.split("images");
      const pixels = Float32Array.from({ length: IMAGES * SIZE * SIZE }, () => 2 * stream.uniform() - 1);
      const images = join(folder, `${net}.images`);
      writeFileSync(images, new Uint8Array(pixels.buffer));
      const here = tf.tidy(() => classifier.logits(tf.tensor4d(pixels, [IMAGES, SIZE, SIZE, 1])).arraySync());
      classifier.dispose();

      const there = askPython("numpy_forward.py", weights, images) as number[][];
      const differences = here.flatMap((row, i) => row.map((logit, c) => Math.abs(logit - there[i]![c]!)));
      expect(there).toHaveLength(IMAGES);
      expect(Math.max(...differences)).toBeLessThan(1e-4);
      // The images must matter, or agreement would say nothing.
      const [first] = here.map((row) => row[0]!);
      expect(Math.max(...here.map((row) => Math.abs(row[0]! - first!)))).toBeGreaterThan(0.01);
    },
  );
});

/** Biases start at zero and the head near it: moved, so that a bias left out or a head not read would show. */
function spreadWeights(classifier: Classifier, random: RandomStream): void {
  const arrays = classifier.parameters.toArrays();
  const moved = Object.entries(arrays).map(([name, { shape, data }]) => {
    const stream = random.split(name);
    const scale = name.startsWith("head") || name.endsWith("bias") ? 0.3 : 0;
    return [name, { shape, data: data.map((value) => value + scale * (stream.uniform() - 0.5)) }] as const;
  });
  classifier.parameters.assign(Object.fromEntries(moved));
}
