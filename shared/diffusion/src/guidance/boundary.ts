import { tf } from "@limen/engine/tf";
import type { Denoiser } from "../denoiser.ts";
import type { EvaluationLedger } from "../ledger.ts";
import { type ActiveConstraint, activeConstraints, type Constraint } from "./constraints.ts";
import { gaussNewtonStep } from "./gauss-newton.ts";
import { type Guide, logProbabilities, pullToPixels, splitImages } from "./guide.ts";
import { pixelGradient } from "./pixel-gradient.ts";
import type { Prior } from "./prior.ts";

export interface BoundaryOptions {
  readonly prior: Prior;
  /** [N, classes + 1], what the prior is asked for. */
  readonly condition: tf.Tensor2D;
  readonly guides: readonly Guide[];
  /** The constraints of each image of the block. */
  readonly constraints: readonly (readonly Constraint[])[];
  /** Gauss–Newton steps at each noise level. */
  readonly repeats: number;
  /** Noise level below which directions are pulled through the prior's Jacobian. */
  readonly pullBelow: number;
  /** Longest step, as a root mean square over pixels. */
  readonly cap: number;
  readonly ledger: EvaluationLedger;
}

/**
 * Boundary Gauss–Newton on the denoised estimate: takes the prior's clean images and moves each onto its
 * constraints, at every noise level. Below `pullBelow` the directions are Jᵀ pulled through ∂x̂/∂x, which is the
 * posterior covariance over σ² (Tweedie), so that the step keeps to likely faces. Images that meet all their
 * constraints are left alone and cost one guide evaluation.
 */
export function boundaryGuidance(options: BoundaryOptions): Denoiser {
  const { prior, condition, constraints, repeats, ledger } = options;
  const everyone = constraints.map((_, image) => image);
  return (x, sigma) => {
    const estimate = tf.tidy(() => prior.denoise(x, sigma, condition).clipByValue(-1, 1));
    ledger.add("priorForward", everyone, prior.gflop, prior.evaluationsPerCall);
    const pixels = Float32Array.from(estimate.dataSync());
    estimate.dispose();
    const images = splitImages(pixels, everyone.length);
    const pull = puller(options, x, sigma);
    let unmet = everyone.filter((image) => constraints[image]!.length > 0);
    for (let repeat = 0; repeat < repeats && unmet.length > 0; repeat++) {
      unmet = step(options, images, unmet, pull);
    }
    return tf.tensor4d(pixels, x.shape);
  };
}

interface Row extends ActiveConstraint {
  readonly image: number;
}

type Pull = (rows: readonly Row[], jacobian: readonly Float32Array[]) => readonly Float32Array[];

/** One step of those images, in place. Gives the images that still moved. */
function step(
  options: BoundaryOptions,
  images: Float32Array[],
  candidates: readonly number[],
  pull: Pull,
): number[] {
  const rows = findActive(options, images, candidates);
  if (rows.length === 0) return [];
  const jacobian = differentiate(options, images, rows);
  const directions = pull(rows, jacobian);
  const moved = [...new Set(rows.map((row) => row.image))];
  for (const image of moved) {
    const own = rows.flatMap((row, index) => (row.image === image ? [index] : []));
    const change = gaussNewtonStep(
      own.map((index) => jacobian[index]!),
      own.map((index) => directions[index]!),
      own.map((index) => rows[index]!.state.residual),
      options.cap * Math.sqrt(images[image]!.length),
    );
    const pixels = images[image]!;
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(1, Math.max(-1, pixels[i]! + change[i]!));
  }
  return moved;
}

/** The active constraints of those images, ordered by image. */
function findActive(
  options: BoundaryOptions,
  images: readonly Float32Array[],
  candidates: readonly number[],
): Row[] {
  const { guides, constraints, ledger } = options;
  const answers = guides.map((guide, index) => {
    const asked = candidates.filter((image) =>
      constraints[image]!.some((constraint) => constraint.guide === index),
    );
    if (asked.length === 0) return new Map<number, Float32Array>();
    const batch = stack(asked.map((image) => images[image]!));
    const logs = logProbabilities(guide, batch);
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
  options: BoundaryOptions,
  images: readonly Float32Array[],
  rows: readonly Row[],
): Float32Array[] {
  const { guides, ledger } = options;
  const jacobian = new Array<Float32Array>(rows.length);
  for (const [index, guide] of guides.entries()) {
    const own = rows.flatMap((row, at) => (row.constraint.guide === index ? [at] : []));
    if (own.length === 0) continue;
    const batch = stack(own.map((at) => images[rows[at]!.image]!));
    const pulled = pullToPixels(
      guide,
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

/**
 * Directions at one noise level: the gradients themselves while the noise is high, else pulled through the prior.
 * A constraint's direction is pulled once a level and used again by the further repeats.
 */
function puller(options: BoundaryOptions, x: tf.Tensor4D, sigma: number): Pull {
  const { prior, condition, ledger, pullBelow } = options;
  if (sigma >= pullBelow) return (_rows, jacobian) => jacobian;
  const known = new Map<string, Float32Array>();
  const keyOf = (row: Row) => `${row.image}/${row.index}`;
  return (rows, jacobian) => {
    const fresh = rows.flatMap((row, at) => (known.has(keyOf(row)) ? [] : [at]));
    if (fresh.length > 0) {
      const places = fresh.map((at) => rows[at]!.image);
      const flat = tf.tidy(() => {
        const index = tf.tensor1d(places, "int32");
        const asked = tf.gather(condition, index);
        const cotangent = stack(fresh.map((at) => jacobian[at]!));
        const through = (at: tf.Tensor4D) => prior.denoise(at, sigma, asked).mul(cotangent).sum();
        return Float32Array.from(pixelGradient(through, tf.gather(x, index)).dataSync());
      });
      ledger.add("priorForward", places, prior.gflop, prior.evaluationsPerCall);
      ledger.add("priorBackward", places, prior.gflop, prior.evaluationsPerCall);
      const pulled = splitImages(flat, fresh.length);
      for (const [place, at] of fresh.entries()) known.set(keyOf(rows[at]!), pulled[place]!);
    }
    return rows.map((row) => known.get(keyOf(row))!);
  };
}

/** Square images as a batch [N, S, S, 1]; the caller disposes it. */
function stack(images: readonly Float32Array[]): tf.Tensor4D {
  const pixels = images[0]!.length;
  const size = Math.sqrt(pixels);
  const flat = new Float32Array(images.length * pixels);
  for (const [index, image] of images.entries()) flat.set(image, index * pixels);
  return tf.tensor4d(flat, [images.length, size, size, 1]);
}
