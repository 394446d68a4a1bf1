import {
  assignBasis,
  buildDenoiser,
  type DenoiserConfig,
  denoisingLoss,
  fitBasis,
  guideOf,
  mixedCondition,
} from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { buildClassifier, FlatAdam, type NetName, netNames } from "@limen/models";
import { RandomStream } from "@limen/random";
import { PRODUCTS } from "./cpu.ts";

/** A piece of what Limen computes, small, from fixed values. Gives its results. */
export interface Part {
  readonly name: string;
  readonly compute: () => readonly ArrayLike<number>[];
}

const SIZE = 16;
const IMAGES = 8;
const CLASSES = ["a", "b", "c"];
const random = RandomStream.fromSeed("numerics");

/** One step of training and one of guidance of every net, and of the prior; and the functions of JavaScript that stages use. */
export function parts(): Part[] {
  return [
    { name: "javascript", compute: javascript },
    ...netNames.map((net) => ({ name: net, compute: () => classifier(net) })),
    { name: "prior", compute: () => prior(unet) },
    { name: "eigen prior", compute: () => prior(eigen) },
    { name: PRODUCTS, compute: products },
  ];
}

/** V8 brings these with it, the same in Node 20, 22 and 24 (powers are not: `power` of @limen/random), but nothing obliges it to. */
function javascript(): Float64Array[] {
  const { exp, expm1, log, log1p, log2, sin, cos, atan2, hypot, tanh, cbrt } = Math;
  const numbers = random.split("javascript").normals(1000);
  const functions = [
    exp,
    expm1,
    log1p,
    sin,
    cos,
    tanh,
    cbrt,
    (x: number) => log(x * x),
    (x: number) => log2(x * x),
  ];
  return [
    ...functions.map((f) => Float64Array.from(numbers, f)),
    Float64Array.from(numbers, (x, i) => atan2(x, numbers[(i + 1) % numbers.length]!)),
    Float64Array.from(numbers, (x, i) => hypot(x, numbers[(i + 1) % numbers.length]!)),
  ];
}

function images(name: string, count = IMAGES): tf.Tensor4D {
  return tf.tensor4d(random.split(name).normals(count * SIZE * SIZE), [count, SIZE, SIZE, 1]);
}

/** A step of training with weight decay, clipping and an average; then answers, features and a gradient of the pixels. */
function classifier(net: NetName): ArrayLike<number>[] {
  const config = {
    family: "classifier",
    name: net,
    net,
    size: SIZE,
    classes: CLASSES,
    width: 0.25,
    temperature: 2,
  } as const;
  const built = buildClassifier(config, random.split(net));
  const adam = new FlatAdam(built.parameters, { weightDecay: 0.01, clipNorm: 1, ema: 0.99 });
  const minimiser = adam.minimise((x, y) =>
    tf.losses.softmaxCrossEntropy(y!, built.logits(x as tf.Tensor4D)),
  );
  const guide = guideOf({ name: net, gflop: 1, logits: built.logits }, () => built.parameters.variables());
  const results = tf.tidy(() => {
    const x = images("faces");
    const y = tf.oneHot(
      tf.range(0, IMAGES, 1, "int32").mod(tf.scalar(CLASSES.length, "int32")),
      CLASSES.length,
    );
    const loss = minimiser.step([x, y], 1e-3).dataSync();
    const cotangents = Array.from({ length: IMAGES }, (_, i) => [1, -0.5 - i, 0.25]);
    return [
      loss,
      ...weightsOf(built.parameters.toArrays()),
      ...guide.logProbabilities(x),
      ...guide.pull(x, cotangents),
    ];
  });
  results.push(built.featuresOf(random.split("faces").normals(IMAGES * SIZE * SIZE)));
  for (const thing of [guide, minimiser, adam, built]) thing.dispose();
  return results;
}

const priorShape = { family: "denoiser", size: SIZE, classes: CLASSES, embedding: 16 } as const;
const unet: DenoiserConfig = {
  ...priorShape,
  architecture: "unet",
  unshuffle: 2,
  channels: [8, 16],
  heads: 2,
};
const eigen: DenoiserConfig = { ...priorShape, architecture: "eigen", components: 12, hidden: 32 };

/** A step of training; then a denoised image, and directions pulled through the prior. */
function prior(config: DenoiserConfig): ArrayLike<number>[] {
  const net = buildDenoiser(config, random.split(config.architecture));
  if (config.architecture === "eigen") {
    tf.tidy(() => {
      const faces = images("basis", 40).reshape([40, SIZE * SIZE]) as tf.Tensor2D;
      assignBasis(net.parameters, fitBasis(faces, config.components));
    });
  }
  const adam = new FlatAdam(net.parameters, { ema: 0.99, clipNorm: 1 });
  const minimiser = adam.minimise((clean, noise, sigmas, condition) =>
    denoisingLoss(
      net.estimate,
      {
        clean: clean as tf.Tensor4D,
        noise: noise as tf.Tensor4D,
        sigmas: sigmas as tf.Tensor1D,
        condition: condition as tf.Tensor2D,
      },
      "edm",
    ),
  );
  const condition = mixedCondition(
    Array.from({ length: IMAGES }, (_, i) => [i % CLASSES.length]),
    CLASSES.length,
  );
  const results = tf.tidy(() => {
    const sigmas = tf.tensor1d(Array.from({ length: IMAGES }, (_, i) => 0.05 * 2 ** i));
    const loss = minimiser.step([images("clean"), images("noise"), sigmas, condition], 1e-2).dataSync();
    const x = images("noisy");
    const clean = net.denoise(x, 0.7, condition).dataSync();
    const pulled = net.pull(x, 0.7, condition, images("cotangent")).dataSync();
    return [loss, ...weightsOf(net.parameters.toArrays()), clean, pulled];
  });
  condition.dispose();
  for (const thing of [minimiser, adam, net]) thing.dispose();
  return results;
}

/** Matrix products of the sizes of whole nets, forward and of both gradients; those of the other parts are too small to be cut. */
function products(): Float32Array[] {
  const sizes = [
    [64, 2304, 512],
    [1152, 96, 384],
    [4096, 36, 64],
  ] as const;
  return sizes.flatMap(([m, k, n]) => {
    const matrix = (name: string, rows: number, columns: number) =>
      tf.tensor2d(random.split(name).normals(rows * columns), [rows, columns]);
    const product = (a: tf.Tensor2D, b: tf.Tensor2D, transposeA: boolean, transposeB: boolean) =>
      tf.tidy(() => tf.matMul(a, b, transposeA, transposeB).dataSync<"float32">());
    const [a, b, c] = [matrix("a", m, k), matrix("b", k, n), matrix("c", m, n)];
    const results = [product(a, b, false, false), product(c, b, false, true), product(a, c, true, false)];
    tf.dispose([a, b, c]);
    return results;
  });
}

function weightsOf(arrays: Readonly<Record<string, { readonly data: Float32Array }>>): Float32Array[] {
  return Object.values(arrays).map(({ data }) => data);
}
