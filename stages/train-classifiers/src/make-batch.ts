import { beta, type RandomStream } from "@limen/random";
import { augment } from "./augment.ts";
import type { FaceSet } from "./face-set.ts";
import { makeTarget } from "./make-target.ts";
import type { TrainParams } from "./params.ts";

export interface Batch {
  readonly count: number;
  /** [count × size × size] */
  readonly pixels: Float32Array;
  /** [count × classes] */
  readonly targets: Float32Array;
}

/**
 * Augmented copies of the faces `order[start …]` and their targets; with mixup each is blended with its successor in
 * the batch (Zhang et al. 2018). Each place of the epoch has its own stream, so a face's copy does not depend on the
 * size of the batch; only its partner for mixup does.
 */
export function makeBatch(
  faces: FaceSet,
  size: number,
  order: Int32Array,
  start: number,
  params: TrainParams,
  epoch: RandomStream,
): Batch {
  const count = Math.min(params.batch, order.length - start);
  const area = size * size;
  const classes = faces.labels.length / faces.ids.length;
  const pixels = new Float32Array(count * area);
  const targets = new Float32Array(count * classes);
  const shares = new Float64Array(count).fill(1);
  for (let i = 0; i < count; i++) {
    const face = order[start + i]!;
    const random = epoch.split(start + i);
    const image = faces.pixels.subarray(face * area, (face + 1) * area);
    augment(image, pixels.subarray(i * area, (i + 1) * area), size, params, random);
    const label = faces.labels.subarray(face * classes, (face + 1) * classes);
    makeTarget(label, targets.subarray(i * classes, (i + 1) * classes), params, random);
    if (params.mixup > 0) shares[i] = beta(random, params.mixup, params.mixup);
  }
  if (params.mixup === 0) return { count, pixels, targets };
  return { count, pixels: blend(pixels, shares), targets: blend(targets, shares) };
}

/** Row i becomes share·row i + (1 − share)·row i+1, the last one's successor being the first. */
function blend(rows: Float32Array, shares: Float64Array): Float32Array {
  const length = rows.length / shares.length;
  const mixed = new Float32Array(rows.length);
  for (const [i, share] of shares.entries()) {
    const own = i * length;
    const other = ((i + 1) % shares.length) * length;
    for (let j = 0; j < length; j++) mixed[own + j] = share * rows[own + j]! + (1 - share) * rows[other + j]!;
  }
  return mixed;
}
