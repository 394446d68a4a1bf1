import { numbersOf, tf } from "@limen/engine/tf";
import type { Estimator } from "../solve.ts";
import { splitImages } from "./guide.ts";
import { alongGradients, type Move, moveToBoundary, type Pull, type Row, stackImages } from "./move.ts";
import type { Prior } from "./prior.ts";

export interface BoundaryOptions extends Omit<Move, "repeats"> {
  readonly prior: Prior;
  /** [N, classes + 1], what the prior is asked for. */
  readonly condition: tf.Tensor2D;
  /** Steps at a noise level; at none, guides are not heeded. */
  readonly repeatsAt: (sigma: number) => number;
  /** Whether directions are pulled through the prior's Jacobian at a noise level. */
  readonly pullsAt: (sigma: number) => boolean;
}

/**
 * Boundary Gauss–Newton on the denoised estimate: takes the prior's clean images and moves each onto its
 * constraints, at every guided noise level. Where they are pulled, the directions are Jᵀ pulled through ∂x̂/∂x, which is
 * the posterior covariance over σ² (Tweedie), so that the step keeps to likely faces. Images that meet all their
 * constraints are left alone and cost one guide evaluation.
 */
export function boundaryGuidance(options: BoundaryOptions): Estimator {
  const { prior, condition, constraints, repeatsAt, keep, ledger } = options;
  const everyone = constraints.map((_, image) => image);
  return (x, sigma) => {
    const pixels = numbersOf(() => prior.denoise(x, sigma, condition).clipByValue(-1, 1));
    ledger.add("priorForward", everyone, prior.gflopAt(sigma), prior.evaluationsPerCall);
    const free = tf.tensor4d(pixels.slice(), x.shape);
    const images = splitImages(pixels, everyone.length);
    if (keep) for (const [image, own] of images.entries()) keep(image, own);
    const counting = constraints.map((own) =>
      own.filter(({ below }) => below === undefined || sigma < below),
    );
    const move = { ...options, constraints: counting, repeats: repeatsAt(sigma) };
    moveToBoundary(images, move, puller(options, x, sigma));
    return { clean: tf.tensor4d(pixels, x.shape), free };
  };
}

/**
 * Directions at one noise level: the gradients themselves, or pulled through the prior.
 * A constraint's direction is pulled once a level and used again by the further repeats.
 */
function puller(options: BoundaryOptions, x: tf.Tensor4D, sigma: number): Pull {
  const { prior, condition, ledger, pullsAt } = options;
  if (!pullsAt(sigma)) return alongGradients;
  const known = new Map<string, Float32Array>();
  const keyOf = (row: Row) => `${row.image}/${row.index}`;
  return (rows, jacobian) => {
    const fresh = rows.flatMap((row, at) => (known.has(keyOf(row)) ? [] : [at]));
    if (fresh.length > 0) {
      const places = fresh.map((at) => rows[at]!.image);
      const flat = numbersOf(() => {
        const index = tf.tensor1d(places, "int32");
        const asked = tf.gather(condition, index);
        const cotangent = stackImages(fresh.map((at) => jacobian[at]!));
        return prior.pull(tf.gather(x, index), sigma, asked, cotangent);
      });
      ledger.add("priorForward", places, prior.gflopAt(sigma), prior.evaluationsPerCall);
      ledger.add("priorBackward", places, prior.gflopAt(sigma), prior.evaluationsPerCall);
      const pulled = splitImages(flat, fresh.length);
      for (const [place, at] of fresh.entries()) known.set(keyOf(rows[at]!), pulled[place]!);
    }
    return rows.map((row) => known.get(keyOf(row))!);
  };
}
