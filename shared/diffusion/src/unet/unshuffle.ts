import type { tf } from "@limen/engine/tf";

/** [N, S, S, 1] → [N, S/r, S/r, r²]: each r × r square of pixels becomes the channels of one position. */
export function unshuffle(x: tf.Tensor4D, r: number): tf.Tensor4D {
  const [n, size] = x.shape;
  const side = size / r;
  const squares = x.reshape([n, side, r, side, r]).transpose([0, 1, 3, 2, 4]);
  return squares.reshape([n, side, side, r * r]);
}

/** The inverse of `unshuffle`. */
export function shuffle(x: tf.Tensor4D, r: number): tf.Tensor4D {
  const [n, side] = x.shape;
  const pixels = x.reshape([n, side, side, r, r]).transpose([0, 1, 3, 2, 4]);
  return pixels.reshape([n, side * r, side * r, 1]);
}
