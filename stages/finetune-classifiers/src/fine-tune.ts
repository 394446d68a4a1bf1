import type { ParameterArrays } from "@limen/models";
import type { RandomStream } from "@limen/random";
import { batchesOf, type Source } from "./examples.ts";
import type { Learner } from "./learner.ts";

export interface FineTuneOptions {
  readonly epochs: number;
  readonly learningRate: number;
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
  learner: Learner,
  sources: readonly Source[],
  measure: () => EpochScores,
  options: FineTuneOptions,
  random: RandomStream,
  onEpoch: (epoch: number) => void = () => {},
): FineTuned {
  const { parameters } = learner;
  learner.restart();
  const curve = [measure()];
  let kept = 0;
  let best: ParameterArrays = parameters.toArrays();
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    for (const batch of batchesOf(sources, random.split(epoch), options.steps)) {
      learner.step(batch, options.learningRate);
    }
    const scores = measure();
    curve.push(scores);
    if (scores.innerValidNats < curve[kept]!.innerValidNats) {
      kept = epoch;
      best = parameters.toArrays();
    }
    onEpoch(epoch);
  }
  parameters.assign(best);
  return { curve, kept };
}
