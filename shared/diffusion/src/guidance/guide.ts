import { compile, numbersOf, tf } from "@limen/engine/tf";
import { pixelGradient } from "./pixel-gradient.ts";

/** Images of the smallest graph: a guide is asked about ever fewer of a block's images. */
const ROWS = 8;

/** A net that says what is on a boundary. */
export interface Guide {
  readonly name: string;
  /** GFLOP of one image's forward pass. */
  readonly gflop: number;
  /** [N, S, S, 1] in [-1, 1] → logits [N, classes], already divided by the temperature. Differentiable. */
  readonly logits: (x: tf.Tensor4D) => tf.Tensor2D;
  /** Their log-probabilities, compiled: one array an image. */
  readonly logProbabilities: (x: tf.Tensor4D) => Float32Array[];
  /** Vector–Jacobian products, compiled: cotangents [N][classes] pulled from the logits to the pixels, one array an image. */
  readonly pull: (x: tf.Tensor4D, cotangents: readonly ArrayLike<number>[]) => Float32Array[];
  readonly dispose: () => void;
}

/** A guide of these logits, which read these variables. */
export function guideOf(
  net: Pick<Guide, "name" | "gflop" | "logits">,
  variables: () => readonly tf.Variable[],
): Guide {
  const { logits } = net;
  const options = { variables, rows: ROWS };
  const forward = compile((x) => [tf.logSoftmax(logits(x as tf.Tensor4D))], options);
  const backward = compile(
    (x, rows) => [pixelGradient((at) => logits(at).mul(rows!).sum(), x as tf.Tensor4D)],
    options,
  );
  const rowsOf = (run: () => tf.Tensor, count: number) => {
    return splitImages(numbersOf(run), count);
  };
  return {
    ...net,
    logProbabilities: (x) => rowsOf(() => forward.run(x)[0]!, x.shape[0]),
    pull: (x, cotangents) => {
      const rows = () => tf.tensor2d(cotangents.map((row) => Array.from(row)));
      return rowsOf(() => backward.run(x, rows())[0]!, cotangents.length);
    },
    dispose: () => {
      for (const graph of [forward, backward]) graph.dispose();
    },
  };
}

/** A flat batch as one array an image (views of the same memory). */
export function splitImages(flat: Float32Array, images: number): Float32Array[] {
  const pixels = flat.length / images;
  return Array.from({ length: images }, (_, image) => flat.subarray(image * pixels, (image + 1) * pixels));
}
