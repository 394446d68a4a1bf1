import { tf } from "@limen/engine/tf";
import type { RandomStream } from "@limen/random";

/** Gives unit normal noise [N, S, S, 1], new at every call. The tensor is the caller's. */
export type NoiseSource = () => tf.Tensor4D;

/**
 * Noise whose every image comes from its own stream: an image's noise is the same whatever the block it is drawn
 * in. (The nets' kernels add in an order that depends on the block's length, so whole samples agree to rounding
 * only; equal bytes need equal blocks, which is why the stages cut work into blocks of a fixed size.)
 */
export function noiseSource(streams: readonly RandomStream[], size: number): NoiseSource {
  const pixels = size * size;
  return () => {
    const values = new Float32Array(streams.length * pixels);
    for (const [image, stream] of streams.entries()) values.set(stream.normals(pixels), image * pixels);
    return tf.tensor4d(values, [streams.length, size, size, 1]);
  };
}
