import { tf } from "@limen/engine/tf";
import { invariant } from "@limen/errors";
import type { Classifier } from "@limen/models";

/** Rows a forward pass takes at once: memory stays flat. */
const CHUNK = 128;

/** The last, linear layer of every classifier. */
const HEAD = ["head/kernel", "head/bias"] as const;

/** What fine-tuning needs of a net: which parameters learn, and logits from the inputs of its examples. */
export interface NetView {
  readonly names: readonly string[];
  /** Values of one input. */
  readonly width: number;
  /** [N, width] → [N, classes], before temperature scaling */
  logits(inputs: tf.Tensor2D): tf.Tensor2D;
}

/** The whole net, from images. */
export function wholeNet(classifier: Classifier): NetView {
  const { size } = classifier.config;
  return {
    names: classifier.parameters.names,
    width: size * size,
    logits: (inputs) => classifier.logits(inputs.reshape([inputs.shape[0], size, size, 1])),
  };
}

/** The last layer only, from penultimate features computed once. */
export function lastLayer(classifier: Classifier): NetView {
  const [kernelName, biasName] = HEAD;
  const kernel = classifier.parameters.get(kernelName) as tf.Tensor as tf.Tensor2D;
  const bias = classifier.parameters.get(biasName);
  return {
    names: HEAD,
    width: kernel.shape[0],
    logits: (inputs) => tf.tidy(() => inputs.matMul(kernel).add<tf.Tensor2D>(bias)),
  };
}

/** Penultimate features of images [count × size²]: [count × features]. */
export function featuresOf(classifier: Classifier, images: Float32Array): Float32Array {
  const { size } = classifier.config;
  return inChunks(images, size * size, (inputs) =>
    classifier.features(inputs.reshape([inputs.shape[0], size, size, 1])),
  );
}

/** Logits of all inputs [count × width]: [count × classes]. */
export function logitsOf(view: NetView, inputs: Float32Array): Float32Array {
  return inChunks(inputs, view.width, (chunk) => view.logits(chunk));
}

function inChunks(
  values: Float32Array,
  width: number,
  forward: (inputs: tf.Tensor2D) => tf.Tensor2D,
): Float32Array {
  invariant(values.length % width === 0, `${values.length} values are not rows of ${width}`);
  const count = values.length / width;
  const parts: Float32Array[] = [];
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Math.min(CHUNK, count - start);
    const part = tf.tidy(() => {
      const inputs = tf.tensor2d(values.slice(start * width, (start + rows) * width), [rows, width]);
      // Copied: dataSync may hand out the backend's own memory.
      return Float32Array.from(forward(inputs).dataSync());
    });
    parts.push(part);
  }
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
