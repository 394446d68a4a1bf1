import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DenoisingBatch, denoisingLoss, nullCondition, readDenoiser } from "@limen/diffusion";
import { compile, tf } from "@limen/engine/tf";
import { FlatAdam, type Parameters, readClassifier } from "@limen/models";
import { BATCH, type Measured, SIGMAS, SIZE } from "./train/subject.ts";

/**
 * Trains one net that `writeSubject` wrote, then only runs it forward; bench/torch/train.py does the same with the same net.
 * Arguments: its folder, its kind, seconds for each. Prints what it measured as JSON.
 */
const [folder, kind, seconds] = process.argv.slice(2) as [string, "classifier" | "denoiser", string];
const weights = join(folder, "weights.safetensors");
const images = tf.tensor4d(numbers("images"), [BATCH, SIZE, SIZE, 1]);

const subject = kind === "classifier" ? await classifier() : await denoiser();
const { parameters, trained, inputs } = subject;
const adam = new FlatAdam(parameters, { weightDecay: 1e-2, clipNorm: 1, ema: 0.999, names: trained });
const minimiser = adam.minimise(subject.losses);
const forward = compile((...given) => [subject.forward(...given)], {
  variables: () => parameters.variables(),
});
const first = tf.tidy(
  () =>
    subject
      .losses(...inputs)
      .mean()
      .dataSync()[0]!,
);
const measured: Measured = {
  loss: first,
  forward: imagesPerSecond(() => tf.tidy(() => void forward.run(...inputs)[0]!.dataSync())),
  // The loss is read back at every step, as a training loop does to report it.
  training: imagesPerSecond(() => tf.tidy(() => void minimiser.step(inputs, 1e-3).dataSync())),
};
console.log(JSON.stringify(measured));

interface Subject {
  readonly parameters: Parameters;
  readonly trained: readonly string[];
  readonly inputs: readonly tf.Tensor[];
  readonly losses: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly forward: (...inputs: tf.Tensor[]) => tf.Tensor;
}

async function classifier(): Promise<Subject> {
  const net = await readClassifier(weights);
  const labels = tf.tensor2d(numbers("labels"), [BATCH, net.config.classes.length]);
  return {
    parameters: net.parameters,
    trained: net.parameters.names,
    inputs: [images, labels],
    losses: (x, y) => tf.losses.softmaxCrossEntropy(y!, net.logits(x as tf.Tensor4D)),
    forward: (x) => net.logits(x as tf.Tensor4D),
  };
}

async function denoiser(): Promise<Subject> {
  const net = await readDenoiser(weights);
  const noise = tf.tensor4d(numbers("noise"), [BATCH, SIZE, SIZE, 1]);
  const condition = nullCondition(BATCH, net.config.classes.length);
  return {
    parameters: net.parameters,
    trained: net.trained,
    inputs: [images, noise, tf.tensor1d(SIGMAS), condition],
    losses: (clean, noise, sigmas, condition) =>
      denoisingLoss(net.estimate, { clean, noise, sigmas, condition } as DenoisingBatch, "edm"),
    forward: (x, _noise, sigmas, condition) =>
      net.estimate(x as tf.Tensor4D, sigmas as tf.Tensor1D, condition as tf.Tensor2D),
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
