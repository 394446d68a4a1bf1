import { tf } from "@limen/engine/tf";
import { pixelGradient } from "./pixel-gradient.ts";

/** A net that says what is on a boundary. Its logits are already divided by its temperature. */
export interface Guide {
  readonly name: string;
  /** GFLOP of one image's forward pass. */
  readonly gflop: number;
  /** [N, S, S, 1] in [-1, 1] → logits [N, classes]. */
  readonly logits: (x: tf.Tensor4D) => tf.Tensor2D;
}

/** Log-probabilities of a batch: one array an image. */
export function logProbabilities(guide: Guide, x: tf.Tensor4D): Float32Array[] {
  const [flat, classes] = tf.tidy(() => {
    const logs = tf.logSoftmax(guide.logits(x));
    return [Float32Array.from(logs.dataSync()), logs.shape[1]!] as const;
  });
  return Array.from({ length: flat.length / classes }, (_, i) => flat.slice(i * classes, (i + 1) * classes));
}

/** Vector–Jacobian products: `cotangents` [N][classes] pulled from the logits to the pixels, one array an image. */
export function pullToPixels(
  guide: Guide,
  x: tf.Tensor4D,
  cotangents: readonly ArrayLike<number>[],
): Float32Array[] {
  const classes = cotangents[0]!.length;
  const flat = tf.tidy(() => {
    const rows = tf.tensor2d(Float32Array.from(cotangents.flatMap((row) => Array.from(row))), [
      cotangents.length,
      classes,
    ]);
    return Float32Array.from(pixelGradient((at) => guide.logits(at).mul(rows).sum(), x).dataSync());
  });
  return splitImages(flat, cotangents.length);
}

/** A flat batch as one array an image (views of the same memory). */
export function splitImages(flat: Float32Array, images: number): Float32Array[] {
  const pixels = flat.length / images;
  return Array.from({ length: images }, (_, image) => flat.subarray(image * pixels, (image + 1) * pixels));
}
