import { tf } from "@limen/engine/tf";
import type { EvaluationLedger } from "../ledger.ts";
import { type ActiveConstraint, activeConstraints, type Constraint } from "./constraints.ts";
import { gaussNewtonStep } from "./gauss-newton.ts";
import type { Guide } from "./guide.ts";

/** Where images are to be moved, and how. */
export interface Move {
  readonly guides: readonly Guide[];
  /** The constraints of each image of the block. */
  readonly constraints: readonly (readonly Constraint[])[];
  /** Gauss–Newton steps. */
  readonly repeats: number;
  /** Longest step, as a root mean square over pixels. */
  readonly cap: number;
  /** Brings an image, in place, back to where it may be; called after every step. */
  readonly keep?: (image: number, pixels: Float32Array) => void;
  readonly ledger: EvaluationLedger;
}

/** A constraint of one image that a step has to heed. */
export interface Row extends ActiveConstraint {
  readonly image: number;
}

/** Directions in which rows may move, given their gradients by the pixels. */
export type Pull = (rows: readonly Row[], jacobian: readonly Float32Array[]) => readonly Float32Array[];

/** The shortest way: the gradients themselves. */
export const alongGradients: Pull = (_rows, jacobian) => jacobian;

/**
 * Gauss–Newton: moves images (pixels in [-1, 1], in place) onto their constraints. An image that meets all of its
 * constraints is left alone, and costs nothing more.
 */
export function moveToBoundary(
  images: readonly Float32Array[],
  move: Move,
  pull: Pull = alongGradients,
): void {
  let unmet = images.flatMap((_, image) => (move.constraints[image]!.length > 0 ? [image] : []));
  for (let repeat = 0; repeat < move.repeats && unmet.length > 0; repeat++) {
    unmet = step(move, images, unmet, pull);
  }
}

/** One step of those images, in place. Gives the images that still moved. */
function step(
  move: Move,
  images: readonly Float32Array[],
  candidates: readonly number[],
  pull: Pull,
): number[] {
  const rows = findActive(move, images, candidates);
  if (rows.length === 0) return [];
  const jacobian = differentiate(move, images, rows);
  const directions = pull(rows, jacobian);
  const moved = [...new Set(rows.map((row) => row.image))];
  for (const image of moved) {
    const own = rows.flatMap((row, index) => (row.image === image ? [index] : []));
    const change = gaussNewtonStep(
      own.map((index) => jacobian[index]!),
      own.map((index) => directions[index]!),
      own.map((index) => rows[index]!.state.residual),
      move.cap * Math.sqrt(images[image]!.length),
    );
    const pixels = images[image]!;
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(1, Math.max(-1, pixels[i]! + change[i]!));
    move.keep?.(image, pixels);
  }
  return moved;
}

/** The active constraints of those images, ordered by image. */
function findActive(
  { guides, constraints, ledger }: Move,
  images: readonly Float32Array[],
  candidates: readonly number[],
): Row[] {
  const answers = guides.map((guide, index) => {
    const asked = candidates.filter((image) =>
      constraints[image]!.some((constraint) => constraint.guide === index),
    );
    if (asked.length === 0) return new Map<number, Float32Array>();
    const batch = stackImages(asked.map((image) => images[image]!));
    const logs = guide.logProbabilities(batch);
    batch.dispose();
    ledger.add("guideForward", asked, guide.gflop);
    return new Map(asked.map((image, row) => [image, logs[row]!]));
  });
  return candidates.flatMap((image) =>
    activeConstraints(constraints[image]!, (guide) => answers[guide]!.get(image)!).map((active) => ({
      ...active,
      image,
    })),
  );
}

/** Gradient of each row's residual by the pixels of its image. */
function differentiate(
  { guides, ledger }: Move,
  images: readonly Float32Array[],
  rows: readonly Row[],
): Float32Array[] {
  const jacobian = new Array<Float32Array>(rows.length);
  for (const [index, guide] of guides.entries()) {
    const own = rows.flatMap((row, at) => (row.constraint.guide === index ? [at] : []));
    if (own.length === 0) continue;
    const batch = stackImages(own.map((at) => images[rows[at]!.image]!));
    const pulled = guide.pull(
      batch,
      own.map((at) => rows[at]!.state.slope),
    );
    batch.dispose();
    for (const [place, at] of own.entries()) jacobian[at] = pulled[place]!;
    const spent = own.map((at) => rows[at]!.image);
    ledger.add("guideForward", spent, guide.gflop);
    ledger.add("guideBackward", spent, guide.gflop);
  }
  return jacobian;
}

/** Square images as a batch [N, S, S, 1]; the caller disposes it. */
export function stackImages(images: readonly Float32Array[]): tf.Tensor4D {
  const pixels = images[0]!.length;
  const size = Math.sqrt(pixels);
  const flat = new Float32Array(images.length * pixels);
  for (const [index, image] of images.entries()) flat.set(image, index * pixels);
  return tf.tensor4d(flat, [images.length, size, size, 1]);
}
