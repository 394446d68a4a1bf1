import { readFileSync } from "node:fs";
import { join } from "node:path";
import { denoisingLoss, nullCondition, readDenoiser } from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { FlatAdam, lossGradients, type Parameters, readClassifier } from "@limen/models";
import { BATCH, type Measured, SIGMAS, SIZE } from "./train/subject.ts";

/**
 * Trains one net that `writeSubject` wrote, then only runs it forward; bench/torch/train.py does the same with the same net.
 * Arguments: its folder, its kind, seconds for each. Prints what it measured as JSON.
 */
const [folder, kind, seconds] = process.argv.slice(2) as [string, "classifier" | "denoiser", string];
const weights = join(folder, "weights.safetensors");
const images = tf.tensor4d(numbers("images"), [BATCH, SIZE, SIZE, 1]);

const subject = kind === "classifier" ? await classifier() : await denoiser();
const { parameters, trained } = subject;
const adam = new FlatAdam(parameters, { weightDecay: 1e-2, clipNorm: 1, ema: 0.999, names: trained });
const first = tf.tidy(() => subject.loss().dataSync()[0]!);
const measured: Measured = {
  loss: first,
  forward: imagesPerSecond(() => tf.tidy(() => void subject.forward().dataSync())),
  // The loss is read back at every step, as a training loop does to report it.
  training: imagesPerSecond(() =>
    tf.tidy(() => {
      const result = lossGradients(parameters, subject.loss, trained);
      adam.step(result.gradients, 1e-3);
      result.loss.dataSync();
    }),
  ),
};
console.log(JSON.stringify(measured));

interface Subject {
  readonly parameters: Parameters;
  readonly trained: readonly string[];
  readonly loss: () => tf.Scalar;
  readonly forward: () => tf.Tensor;
}

async function classifier(): Promise<Subject> {
  const net = await readClassifier(weights);
  const classes = net.config.classes.length;
  const labels = tf.tensor2d(numbers("labels"), [BATCH, classes]);
  return {
    parameters: net.parameters,
    trained: net.parameters.names,
    loss: () => tf.losses.softmaxCrossEntropy(labels, net.logits(images)) as tf.Scalar,
    forward: () => net.logits(images),
  };
}

async function denoiser(): Promise<Subject> {
  const net = await readDenoiser(weights);
  const noise = tf.tensor4d(numbers("noise"), [BATCH, SIZE, SIZE, 1]);
  const condition = nullCondition(BATCH, net.config.classes.length);
  const batch = { clean: images, noise, sigmas: SIGMAS, condition };
  return {
    parameters: net.parameters,
    trained: net.trained,
    loss: () => denoisingLoss(net.estimate, batch, "edm").mean() as tf.Scalar,
    forward: () => net.estimate(images, SIGMAS, condition),
  };
}

function numbers(name: string): Float32Array {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function imagesPerSecond(step: () => void): number {
  for (let warmUp = 0; warmUp < 3; warmUp++) step();
  const start = performance.now();
  let steps = 0;
  while (performance.now() - start < 1000 * Number(seconds)) {
    step();
    steps++;
  }
  return (steps * BATCH) / ((performance.now() - start) / 1000);
}
