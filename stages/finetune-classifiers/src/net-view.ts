import { numbersOf, tf } from "@limen/engine/tf";
import type { Classifier } from "@limen/models";

/** The last, linear layer of every classifier. */
const HEAD = ["head/kernel", "head/bias"] as const;

/** What fine-tuning needs of a net: which parameters learn, and logits from the inputs of its examples. */
export interface NetView {
  readonly names: readonly string[];
  /** Values of one input. */
  readonly width: number;
  /** [N, width] → [N, classes], before temperature scaling */
  logits(inputs: tf.Tensor2D): tf.Tensor2D;
  /** The same of all inputs [count × width] at once: [count × classes]. */
  logitsOf(inputs: Float32Array): Float32Array;
}

/** The whole net, from images. */
export function wholeNet(classifier: Classifier): NetView {
  const { size } = classifier.config;
  return {
    names: classifier.parameters.names,
    width: size * size,
    logits: (inputs) => classifier.logits(inputs.reshape([inputs.shape[0], size, size, 1])),
    logitsOf: classifier.logitsOf,
  };
}

/** The last layer only, from penultimate features computed once. */
export function lastLayer(classifier: Classifier): NetView {
  const [kernelName, biasName] = HEAD;
  const kernel = classifier.parameters.get(kernelName) as tf.Tensor as tf.Tensor2D;
  const bias = classifier.parameters.get(biasName);
  const width = kernel.shape[0];
  const logits = (inputs: tf.Tensor2D) => tf.tidy(() => inputs.matMul(kernel).add<tf.Tensor2D>(bias));
  return {
    names: HEAD,
    width,
    logits,
    logitsOf: (inputs) => numbersOf(() => logits(tf.tensor2d(inputs, [inputs.length / width, width]))),
  };
}
