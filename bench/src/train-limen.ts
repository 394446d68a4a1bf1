import { buildDenoiser, denoisingLoss, nullCondition } from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { buildClassifier, FlatAdam, lossGradients, type Parameters } from "@limen/models";
import { RandomStream } from "@limen/random";

/** Prints the images a second of training one net; bench/torch/train.py does the same with the same nets. */
const BATCH = 64;
const SIZE = 48;
const SECONDS = 10;
const classes = ["a", "b", "c", "d", "e", "f", "g", "h"];
const random = RandomStream.fromSeed(1);
const images = tf.tensor4d(random.split("images").normals(BATCH * SIZE * SIZE), [BATCH, SIZE, SIZE, 1]);

const step = stepOf(process.argv[2] ?? "vgg-s");
for (let warmUp = 0; warmUp < 3; warmUp++) step();
const start = performance.now();
let seen = 0;
while (performance.now() - start < SECONDS * 1000) {
  step();
  seen += BATCH;
}
console.log(seen / ((performance.now() - start) / 1000));

function stepOf(net: string): () => void {
  return net.startsWith("unet") ? denoiserStep(net === "unet-2" ? 2 : 4) : classifierStep();
}

function classifierStep(): () => void {
  const config = {
    family: "classifier",
    name: "vgg-s",
    net: "vgg-s",
    size: SIZE,
    classes,
    width: 1,
    temperature: 1,
  } as const;
  const net = buildClassifier(config, random);
  const labels = tf.softmax(tf.tensor2d(random.split("labels").normals(BATCH * 8), [BATCH, 8]));
  const loss = () => tf.losses.softmaxCrossEntropy(labels, net.logits(images)) as tf.Scalar;
  return trainingStep(net.parameters, loss);
}

function denoiserStep(unshuffle: 2 | 4): () => void {
  const channels = unshuffle === 2 ? [48, 96, 160] : [64, 128, 192];
  const config = {
    family: "denoiser",
    architecture: "unet",
    size: SIZE,
    unshuffle,
    channels,
    heads: 4,
    embedding: 128,
    classes,
  } as const;
  const net = buildDenoiser({ ...config, channels, classes }, random);
  const noise = tf.tensor4d(random.split("noise").normals(BATCH * SIZE * SIZE), [BATCH, SIZE, SIZE, 1]);
  const sigmas = Array.from({ length: BATCH }, (_, i) => Math.exp(-3 + (5 * i) / BATCH));
  const condition = nullCondition(BATCH, classes.length);
  const loss = () =>
    denoisingLoss(net.estimate, { clean: images, noise, sigmas, condition }, "edm").mean() as tf.Scalar;
  return trainingStep(net.parameters, loss);
}

/** One optimiser step; the loss is read back, as a training loop does to report it. */
function trainingStep(parameters: Parameters, loss: () => tf.Scalar): () => void {
  const adam = new FlatAdam(parameters, { weightDecay: 1e-2, clipNorm: 1, ema: 0.999 });
  return () =>
    tf.tidy(() => {
      const result = lossGradients(parameters, loss);
      adam.step(result.gradients, 1e-3);
      result.loss.dataSync();
    });
}
