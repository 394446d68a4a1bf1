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

/** What the net says at the end of an epoch, and how good that is. */
export interface Measured {
  readonly scores: EpochScores;
  /** Of the stimuli watched, before temperature scaling. */
  readonly logits: Float32Array;
}

export interface FineTuned {
  /** One entry an epoch, from 0: the start. */
  readonly curve: readonly EpochScores[];
  /** The epoch whose weights were kept: lowest loss on the inner validation part, the earliest on a tie. */
  readonly kept: Measured;
}

/**
 * Fine-tunes by Adam on soft targets weighted by their answers, and leaves the net at its best epoch by `measure`,
 * which may only look at inner validation data. Epoch 0, no training, is a candidate: a net that gets worse stays.
 * `first` is what is measured there.
 */
export function fineTune(
  learner: Learner,
  sources: readonly Source[],
  measure: () => Measured,
  first: Measured,
  options: FineTuneOptions,
  random: RandomStream,
  onEpoch: (epoch: number) => void = () => {},
): FineTuned {
  const { parameters } = learner;
  learner.restart();
  const curve = [first.scores];
  let kept = first;
  let best: ParameterArrays = parameters.toArrays();
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    for (const batch of batchesOf(sources, random.split(epoch), options.steps)) {
      learner.step(batch, options.learningRate);
    }
    const measured = measure();
    curve.push(measured.scores);
    if (measured.scores.innerValidNats < kept.scores.innerValidNats) {
      kept = measured;
      best = parameters.toArrays();
    }
    onEpoch(epoch);
  }
  parameters.assign(best);
  return { curve, kept };
}
