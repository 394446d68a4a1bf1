import { tf } from "@limen/engine/tf";
import type { Classifier } from "@limen/models";

/** Fits every net's activations into some 100 MB. */
const BATCH = 128;

/** Logits [faces × classes] of images [faces × size × size]. */
export function predictLogits(classifier: Classifier, pixels: Float32Array): Float32Array {
  const { size, classes } = classifier.config;
  const area = size * size;
  const faces = pixels.length / area;
  const logits = new Float32Array(faces * classes.length);
  for (let start = 0; start < faces; start += BATCH) {
    const count = Math.min(BATCH, faces - start);
    const part = tf.tidy(() => {
      const x = tf.tensor4d(pixels.subarray(start * area, (start + count) * area), [count, size, size, 1]);
      return classifier.logits(x).dataSync<"float32">();
    });
    logits.set(part, start * classes.length);
  }
  return logits;
}
