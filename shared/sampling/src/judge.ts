import { denoiserValidity, type Guide } from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { toUnit } from "@limen/images";
import { FACE } from "./face-model.ts";
import type { Nets } from "./nets.ts";

/** Images judged together; fixed, because kernels' rounding depends on it. */
const BATCH = 16;

/** A net's calibrated choice distribution for each image of grey bytes. */
export function answersOf(net: Guide, images: readonly Uint8Array[], size: number): Float32Array[] {
  return inBatches(images, size, (batch) => net.logProbabilities(batch).map((logs) => logs.map(Math.exp)));
}

/** How face-like each image is, in [0, 1]. */
export function validityOf(nets: Nets, images: readonly Uint8Array[]): number[] {
  const validity = denoiserValidity(nets.prior.denoise, nets.classes.length, nets.prior.validity);
  return inBatches(images, nets.size, validity);
}

/** p(face) of each image by the validity net; null without one. */
export function faceScoresOf({ faceModel, size }: Nets, images: readonly Uint8Array[]): (number | null)[] {
  if (!faceModel) return images.map(() => null);
  return answersOf(faceModel.judge, images, size).map((answer) => answer[FACE]!);
}

function inBatches<T>(images: readonly Uint8Array[], size: number, judge: (batch: tf.Tensor4D) => T[]): T[] {
  const results: T[] = [];
  for (let first = 0; first < images.length; first += BATCH) {
    const part = images.slice(first, first + BATCH);
    const flat = new Float32Array(part.length * size * size);
    for (const [index, pixels] of part.entries()) flat.set(toUnit(pixels), index * size * size);
    const batch = tf.tensor4d(flat, [part.length, size, size, 1]);
    results.push(...judge(batch));
    batch.dispose();
  }
  return results;
}
