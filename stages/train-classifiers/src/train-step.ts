import { compile, tf } from "@limen/engine/tf";
import { type Classifier, drawMasks, type FlatAdam } from "@limen/models";
import type { RandomStream } from "@limen/random";
import { attack } from "./attack.ts";
import type { Batch } from "./make-batch.ts";
import type { TrainParams } from "./params.ts";
import { softCrossEntropy } from "./soft-cross-entropy.ts";

export interface TrainStep {
  /** Trains on one batch and gives its mean loss (nats). `random` draws what dropout silences. */
  run(batch: Batch, learningRate: number, random: RandomStream): number;
  dispose(): void;
}

/** The compiled step of a training. */
export function trainStep(
  classifier: Classifier,
  optimiser: FlatAdam,
  params: Pick<TrainParams, "attack" | "dropout">,
): TrainStep {
  const { parameters, dropouts } = classifier;
  const { size, classes } = classifier.config;
  const silenced = params.dropout > 0 ? dropouts : {};
  const names = Object.keys(silenced);
  const minimiser = optimiser.minimise((x, y, ...drawn) => {
    const masks = Object.fromEntries(names.map((name, index) => [name, drawn[index]!]));
    return softCrossEntropy(classifier.logits(x as tf.Tensor4D, masks), y as tf.Tensor2D);
  });
  const attacked = compile(
    (x, y) => [attack(classifier, x as tf.Tensor4D, y as tf.Tensor2D, params.attack)],
    { variables: () => parameters.variables() },
  );
  const run = ({ count, pixels, targets }: Batch, learningRate: number, random: RandomStream) => {
    const plain = tf.tensor4d(pixels, [count, size, size, 1]);
    const y = tf.tensor2d(targets, [count, classes.length]);
    const x = params.attack > 0 ? attacked.run(plain, y)[0]! : plain;
    const masks = drawMasks(silenced, count, params.dropout, random);
    return minimiser.step([x, y, ...Object.values(masks)], learningRate).dataSync()[0]!;
  };
  return {
    run: (batch, learningRate, random) => tf.tidy(() => run(batch, learningRate, random)),
    dispose: () => {
      minimiser.dispose();
      attacked.dispose();
    },
  };
}
