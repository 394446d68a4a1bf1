import { tf } from "@limen/engine/tf";
import { FlatAdam, lossGradients, type ParameterArrays, type Parameters } from "@limen/models";
import type { RandomStream } from "@limen/random";
import { type Batch, batchesOf, type Source } from "./examples.ts";
import type { NetView } from "./net-view.ts";

export interface FineTuneOptions {
  readonly epochs: number;
  readonly learningRate: number;
  /** The logits are divided by it, so that training starts from the calibrated net. */
  readonly temperature: number;
  /** Batches an epoch, drawn with replacement; the first source once through when not given. */
  readonly steps?: number;
}

export interface EpochScores {
  readonly trainNats: number;
  readonly innerValidNats: number;
  readonly baseAccuracy: number | null;
}

export interface FineTuned {
  /** One entry an epoch, from 0: the start. */
  readonly curve: readonly EpochScores[];
  /** The epoch whose weights were kept: lowest loss on the inner validation part, the earliest on a tie. */
  readonly kept: number;
}

/**
 * Fine-tunes by Adam on soft targets weighted by their answers, and leaves the net at its best epoch by `measure`,
 * which may only look at inner validation data. Epoch 0, no training, is a candidate: a net that gets worse stays.
 */
export function fineTune(
  parameters: Parameters,
  view: NetView,
  sources: readonly Source[],
  measure: () => EpochScores,
  options: FineTuneOptions,
  random: RandomStream,
  onEpoch: (epoch: number) => void = () => {},
): FineTuned {
  const adam = new FlatAdam(parameters, { names: view.names });
  const curve = [measure()];
  let kept = 0;
  let best: ParameterArrays = parameters.toArrays();
  try {
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      for (const batch of batchesOf(sources, random.split(epoch), options.steps)) {
        step(parameters, view, adam, batch, options);
      }
      const scores = measure();
      curve.push(scores);
      if (scores.innerValidNats < curve[kept]!.innerValidNats) {
        kept = epoch;
        best = parameters.toArrays();
      }
      onEpoch(epoch);
    }
  } finally {
    adam.dispose();
  }
  parameters.assign(best);
  return { curve, kept };
}

function step(
  parameters: Parameters,
  view: NetView,
  adam: FlatAdam,
  batch: Batch,
  { learningRate, temperature }: FineTuneOptions,
): void {
  tf.tidy(() => {
    const inputs = tf.tensor2d(batch.inputs, [batch.count, view.width]);
    const targets = tf.tensor2d(batch.targets, [batch.count, batch.targets.length / batch.count]);
    const weights = tf.tensor1d(batch.weights);
    const loss = () => {
      const logP = tf.logSoftmax(view.logits(inputs).div<tf.Tensor2D>(temperature));
      const nats = targets.mul(logP).sum(1).neg();
      return nats.mul(weights).sum().div<tf.Scalar>(batch.count);
    };
    adam.step(lossGradients(parameters, loss, view.names).gradients, learningRate);
  });
}
