import type { Classifier, FlatAdam } from "@limen/models";
import type { RandomStream } from "@limen/random";
import { drawEpoch } from "./draw-epoch.ts";
import type { FaceSet } from "./face-set.ts";
import { makeBatch } from "./make-batch.ts";
import type { TrainParams } from "./params.ts";
import { learningRateAt } from "./schedule.ts";
import type { TrainStep } from "./train-step.ts";

export interface EpochInput {
  readonly classifier: Classifier;
  readonly optimiser: FlatAdam;
  readonly step: TrainStep;
  readonly faces: FaceSet;
  readonly params: TrainParams;
  /** Stream of this epoch. */
  readonly random: RandomStream;
  readonly onBatch: (images: number) => void;
}

/** One pass over the faces. Gives the mean training loss (nats). */
export function trainEpoch(input: EpochInput): number {
  const { classifier, optimiser, step, faces, params, random, onBatch } = input;
  const { size, classes } = classifier.config;
  const order = drawEpoch(faces.majority, classes.length, params.balance, random.split("order"));
  const steps = params.epochs * stepsPerEpoch(order.length, params.batch);
  const copies = random.split("copies");
  let sum = 0;
  for (let start = 0; start < order.length; start += params.batch) {
    const batch = makeBatch(faces, size, order, start, params, copies);
    const rate = learningRateAt(optimiser.steps, steps, params.learningRate, params.warmup);
    sum += batch.count * step.run(batch, rate, random.split("dropout").split(start));
    onBatch(batch.count);
  }
  return sum / order.length;
}

export function stepsPerEpoch(faces: number, batch: number): number {
  return Math.ceil(faces / batch);
}
