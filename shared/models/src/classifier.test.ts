import { compile, tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import { describe, expect, test } from "vitest";
import { buildClassifier, calibrated, flopsPerImage } from "./classifier.ts";
import { type ClassifierConfig, type NetName, netNames } from "./classifier-config.ts";
import { decodeClassifier, encodeClassifier } from "./classifier-weights.ts";
import { FlatAdam } from "./flat-adam.ts";
import { drawMasks } from "./layers/index.ts";
import { lossGradients } from "./loss-gradients.ts";

const random = RandomStream.fromSeed(1);

function config(net: NetName, size = 16, width = 0.25): ClassifierConfig {
  return { family: "classifier", name: net, net, size, classes: ["a", "b", "c"], width, temperature: 2 };
}

function images(size: number, count = 6): tf.Tensor4D {
  return tf.tensor4d(random.split("images").normals(count * size * size), [count, size, size, 1]);
}

describe.each(netNames)("%s", (net) => {
  test("counts its operations as TensorFlow runs them", async () => {
    const classifier = buildClassifier(config(net, 48, 1), random);
    const x = images(48, 1);
    const profile = await tf.profile(() => classifier.logits(x));
    const counted = profile.kernels.reduce((sum, kernel) => sum + multiplications(kernel), 0);
    expect(flopsPerImage(classifier.config)).toBeCloseTo((2 * counted) / 1e9, 9);
    tf.dispose(profile.result as tf.Tensor);
    x.dispose();
    classifier.dispose();
  });

  test("gives features, logits and probabilities without leaking, and no image depends on its neighbours", () => {
    const before = tf.memory().numTensors;
    const classifier = buildClassifier(config(net), random);
    const parameters = classifier.parameters.names.length;
    const x = images(16);
    const masks = drawMasks(classifier.dropouts, 6, 0.3, random);
    const outputs = [classifier.features(x), classifier.logits(x), classifier.logits(x, masks)];
    const [, plain, silenced] = outputs.map((output) => output.dataSync());
    if (net !== "logistic") expect(silenced).not.toEqual(plain);
    const pixels = x.dataSync<"float32">();
    const p = classifier.probabilitiesOf(pixels);
    const [alone] = classifier.probabilitiesOf(pixels.slice(2 * 256, 3 * 256));
    expect(p).toHaveLength(6);
    for (const row of p) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    for (const [i, value] of p[2]!.entries()) expect(value).toBeCloseTo(alone![i]!, 5);
    tf.dispose([...outputs, ...Object.values(masks), x]);
    expect(tf.memory().numTensors).toBe(before + parameters);
    classifier.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("learns six images by heart, every parameter taking part", () => {
    const before = tf.memory().numTensors;
    const classifier = buildClassifier(config(net), random);
    const adam = new FlatAdam(classifier.parameters);
    const first = classifier.parameters.toArrays();
    const x = images(16);
    const labels = tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1], [6, 3]);
    const minimiser = adam.minimise((x, y) =>
      tf.losses.softmaxCrossEntropy(y!, classifier.logits(x as tf.Tensor4D)),
    );
    const step = () => tf.tidy(() => minimiser.step([x, labels], 5e-3).dataSync()[0]!);
    let loss = step();
    for (let i = 0; i < 40; i++) loss = step();
    expect(loss).toBeLessThan(0.2);
    for (const [name, { data }] of Object.entries(classifier.parameters.toArrays())) {
      expect(data, name).not.toEqual(first[name]!.data);
    }
    tf.dispose([x, labels]);
    for (const thing of [minimiser, adam, classifier]) thing.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("gives the same of many images, compiled, batch after batch, with the weights of the time", () => {
    const classifier = buildClassifier(config(net), random);
    const count = 70;
    const pixels = random.split("many").normals(count * 16 ** 2);
    const expected = (what: "features" | "logits") =>
      tf.tidy(() => classifier[what](tf.tensor4d(pixels, [count, 16, 16, 1])).dataSync());
    for (const factor of [1, 1.25]) {
      const arrays = classifier.parameters.toArrays();
      for (const { data } of Object.values(arrays)) data.set(data.map((value) => factor * value));
      classifier.parameters.assign(arrays);
      for (const what of ["features", "logits"] as const) {
        const got = classifier[`${what}Of`](pixels);
        const wanted = expected(what);
        expect(got).toHaveLength(wanted.length);
        for (const [place, value] of got.entries()) expect(value).toBeCloseTo(wanted[place]!, 4);
      }
    }
    classifier.dispose();
  });

  test("has the same gradients compiled", () => {
    const classifier = buildClassifier(config(net), random);
    const gradientsOf = (x: tf.Tensor) => {
      const loss = () =>
        classifier
          .logits(x as tf.Tensor4D)
          .square()
          .mean() as tf.Scalar;
      return Object.values(lossGradients(classifier.parameters, loss).gradients);
    };
    const compiled = compile((x) => gradientsOf(x!), { variables: () => classifier.parameters.variables() });
    tf.tidy(() => {
      const x = images(16);
      const got = compiled.run(x);
      const wanted = gradientsOf(x);
      const lengths = wanted.map((gradient) => gradient.norm().dataSync()[0]!);
      // A bias that a normalisation takes out again has a gradient of nothing but rounding, which the others' size sets.
      const rounding = 1e-7 * Math.max(...lengths);
      for (const [index, gradient] of wanted.entries()) {
        const apart = got[index]!.sub(gradient).norm().dataSync()[0]!;
        expect(apart).toBeLessThan(1e-4 * lengths[index]! + rounding);
      }
    });
    compiled.dispose();
    classifier.dispose();
  });

  test("comes back from its weights alone", () => {
    const classifier = buildClassifier(config(net), random);
    const bytes = encodeClassifier(classifier);
    const copy = decodeClassifier(bytes);
    const x = images(16);
    const pixels = x.dataSync<"float32">();
    expect(copy.config).toEqual(classifier.config);
    expect(copy.probabilitiesOf(pixels)).toEqual(classifier.probabilitiesOf(pixels));
    expect(encodeClassifier(copy)).toEqual(bytes);
    x.dispose();
    classifier.dispose();
    copy.dispose();
  });
});

test("a higher temperature flattens probabilities and leaves the order", () => {
  const classifier = buildClassifier(config("mlp"), random);
  const x = images(16, 1);
  const [[sharp], [flat]] = [0.1, 10].map((temperature) =>
    calibrated(classifier, temperature).probabilitiesOf(x.dataSync<"float32">()),
  ) as [Float64Array[], Float64Array[]];
  expect(Math.max(...sharp!)).toBeGreaterThan(Math.max(...flat!));
  const order = (p: Float64Array) => [...p.keys()].sort((a, b) => p[b]! - p[a]!);
  expect(order(sharp!)).toEqual(order(flat!));
  x.dispose();
  classifier.dispose();
});

type Kernel = Awaited<ReturnType<typeof tf.profile>>["kernels"][number];

/** Multiplications of a kernel, from the shapes that TensorFlow saw: outputs × inputs that reach one of them. */
function multiplications({ name, inputShapes, outputShapes }: Kernel): number {
  const outputs = outputShapes[0]?.reduce((a, b) => a * b, 1) ?? 0;
  const kernel = inputShapes[1] ?? [];
  if (name === "Conv2D") return outputs * kernel.slice(0, 3).reduce((a, b) => a * b, 1);
  if (name === "DepthwiseConv2dNative") return outputs * kernel[0]! * kernel[1]!;
  // The contracted side: what the first matrix has beyond the rows that the output has.
  if (name === "BatchMatMul" || name === "LimenMatMul2d") return outputs * inputShapes[0]!.at(-1)!;
  return 0;
}
