import { tf } from "@limen/engine/tf";
import { FlatAdam, type Parameters } from "@limen/models";
import type { Batch } from "./examples.ts";
import type { NetView } from "./net-view.ts";

/** A net that learns from soft targets weighted by their answers, compiled once for any number of fits. */
export interface Learner {
  readonly parameters: Parameters;
  readonly view: NetView;
  /** The logits are divided by it, so that training starts from the calibrated net. */
  readonly temperature: number;
  /** Forgets what the optimiser has gathered; the weights stay. */
  restart(): void;
  step(batch: Batch, learningRate: number): void;
  dispose(): void;
}

export function learnerOf(parameters: Parameters, view: NetView, temperature: number): Learner {
  const adam = new FlatAdam(parameters, { names: view.names });
  const fresh = adam.state();
  const minimiser = adam.minimise((inputs, targets, weights) => {
    const logP = tf.logSoftmax(view.logits(inputs as tf.Tensor2D).div<tf.Tensor2D>(temperature));
    return targets!.mul(logP).sum(1).neg().mul(weights!);
  });
  return {
    parameters,
    view,
    temperature,
    restart: () => adam.restore(fresh),
    step: ({ inputs, targets, weights, count }, learningRate) =>
      tf.tidy(() => {
        const x = tf.tensor2d(inputs, [count, view.width]);
        const shares = tf.tensor2d(targets, [count, targets.length / count]);
        minimiser.step([x, shares, tf.tensor1d(weights)], learningRate);
      }),
    dispose: () => {
      minimiser.dispose();
      adam.dispose();
    },
  };
}
