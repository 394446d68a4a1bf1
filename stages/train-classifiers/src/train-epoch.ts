import { tf } from "@limen/engine/tf";
import { type Classifier, type FlatAdam, lossGradients } from "@limen/models";
import type { RandomStream } from "@limen/random";
import { attack } from "./attack.ts";
import { drawEpoch } from "./draw-epoch.ts";
import type { FaceSet } from "./face-set.ts";
import { type Batch, makeBatch } from "./make-batch.ts";
import type { TrainParams } from "./params.ts";
import { learningRateAt } from "./schedule.ts";
import { softCrossEntropy } from "./soft-cross-entropy.ts";

export interface EpochInput {
  readonly classifier: Classifier;
  readonly optimiser: FlatAdam;
  readonly faces: FaceSet;
  readonly params: TrainParams;
  /** Stream of this epoch. */
  readonly random: RandomStream;
  readonly onBatch: (images: number) => void;
}

/** One pass over the faces. Gives the mean training loss (nats). */
export function trainEpoch({ classifier, optimiser, faces, params, random, onBatch }: EpochInput): number {
  const { size, classes } = classifier.config;
  const order = drawEpoch(faces.majority, classes.length, params.balance, random.split("order"));
  const steps = params.epochs * stepsPerEpoch(order.length, params.batch);
  const copies = random.split("copies");
  let sum = 0;
  for (let start = 0; start < order.length; start += params.batch) {
    const batch = makeBatch(faces, size, order, start, params, copies);
    const rate = learningRateAt(optimiser.steps, steps, params.learningRate, params.warmup);
    sum +=
      batch.count *
      trainStep(classifier, optimiser, batch, rate, params, random.split("dropout").split(start));
    onBatch(batch.count);
  }
  return sum / order.length;
}

export function stepsPerEpoch(faces: number, batch: number): number {
  return Math.ceil(faces / batch);
}

/** Gives the batch's mean loss (nats). */
function trainStep(
  classifier: Classifier,
  optimiser: FlatAdam,
  { count, pixels, targets }: Batch,
  learningRate: number,
  params: TrainParams,
  random: RandomStream,
): number {
  const { size, classes } = classifier.config;
  return tf.tidy(() => {
    const plain = tf.tensor4d(pixels, [count, size, size, 1]);
    const y = tf.tensor2d(targets, [count, classes.length]);
    const x = params.attack > 0 ? attack(classifier, plain, y, params.attack) : plain;
    const { loss, gradients } = lossGradients(classifier.parameters, () =>
      softCrossEntropy(classifier.logits(x, { random, dropout: params.dropout }), y),
    );
    optimiser.step(gradients, learningRate);
    return loss.dataSync()[0]!;
  });
}
