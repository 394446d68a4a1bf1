import { numbersOf, tf } from "@limen/engine/tf";
import { invariant } from "@limen/errors";
import { RandomStream } from "@limen/random";
import { z } from "zod";
import { type ConditionalDenoiser, nullCondition } from "./denoiser.ts";

/** How face-like images [N, S, S, 1] are: a score in [0, 1] for each. Anything with this type may replace it. */
export type Validity = (images: tf.Tensor4D) => number[];

/** What is typical of real faces under one prior; stands in the metadata of the prior's weights. */
export const validityReferenceSchema = z.strictObject({
  /** Noise levels at which faces are denoised. */
  sigmas: z.array(z.number().positive()).min(1),
  /** Quantiles 0, 1, … 100 % of `denoisingError` among held-out real faces. */
  errors: z.array(z.number()).length(101),
  /** The middle 98 % of `fineDetail` among them. */
  detail: z.tuple([z.number(), z.number()]),
});

export type ValidityReference = Readonly<z.output<typeof validityReferenceSchema>>;

/** From coarse shape (1.2) to features (.2): above, every error is alike; below, only texture counts. */
const SIGMAS = [0.2, 0.5, 1.2];

/**
 * The score of an image is the share of real faces that the prior explains worse: one minus the quantile of its
 * denoising error among held-out real faces, so a real face is as likely to have any score as any other. Images
 * with less or more fine detail than 98 % of real faces score 0: an over-smooth image is easy to denoise, and no face.
 */
export function denoiserValidity(
  denoiser: ConditionalDenoiser,
  classes: number,
  reference: ValidityReference,
): Validity {
  return (images) => {
    const errors = denoisingErrors(denoiser, classes, images, reference.sigmas);
    const details = fineDetails(images);
    const [low, high] = reference.detail;
    return errors.map((error, image) => {
      const detail = details[image]!;
      if (!(detail >= low && detail <= high)) return 0;
      return 1 - shareBelow(reference.errors, error);
    });
  };
}

/** Measures real faces, given as batches that nobody trained on. Disposes the batches. */
export function measureValidity(
  denoiser: ConditionalDenoiser,
  classes: number,
  batches: Iterable<tf.Tensor4D>,
): ValidityReference {
  const errors: number[] = [];
  const details: number[] = [];
  for (const batch of batches) {
    errors.push(...denoisingErrors(denoiser, classes, batch, SIGMAS));
    details.push(...fineDetails(batch));
    batch.dispose();
  }
  invariant(errors.length > 1, "a reference needs two faces or more");
  errors.sort((a, b) => a - b);
  details.sort((a, b) => a - b);
  return {
    sigmas: SIGMAS,
    errors: Array.from({ length: 101 }, (_, percent) => quantile(errors, percent / 100)),
    detail: [quantile(details, 0.01), quantile(details, 0.99)],
  };
}

/** Mean over noise levels of the log of the mean squared error, with the same noise for every image. */
function denoisingErrors(
  denoiser: ConditionalDenoiser,
  classes: number,
  images: tf.Tensor4D,
  sigmas: readonly number[],
): number[] {
  const [n, size] = images.shape;
  const total = new Array<number>(n).fill(0);
  for (const [level, sigma] of sigmas.entries()) {
    const noise = RandomStream.fromSeed("validity")
      .split(level)
      .normals(size * size);
    const errors = numbersOf(() => {
      const noisy = images.add(tf.tensor4d(noise, [1, size, size, 1]).mul(sigma)) as tf.Tensor4D;
      const clean = denoiser(noisy, sigma, nullCondition(n, classes));
      return clean.sub(images).square().mean([1, 2, 3]);
    });
    for (let image = 0; image < n; image++) total[image]! += Math.log(errors[image]! + 1e-12) / sigmas.length;
  }
  return total;
}

/** Mean squared difference between a pixel and the mean of its four neighbours: the energy of the finest detail. */
function fineDetails(images: tf.Tensor4D): number[] {
  const [n, size] = images.shape;
  const values = images.dataSync();
  return Array.from({ length: n }, (_, image) => {
    const at = (row: number, column: number) => values[(image * size + row) * size + column]!;
    let sum = 0;
    for (let row = 1; row < size - 1; row++) {
      for (let column = 1; column < size - 1; column++) {
        const around = at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1);
        sum += (at(row, column) - around / 4) ** 2;
      }
    }
    return sum / (size - 2) ** 2;
  });
}

/** Linear interpolation between order statistics. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/** Share of a sample below `value`, from its evenly spaced quantiles. */
function shareBelow(quantiles: readonly number[], value: number): number {
  if (value <= quantiles[0]!) return 0;
  const last = quantiles.length - 1;
  for (let i = 1; i <= last; i++) {
    const [low, high] = [quantiles[i - 1]!, quantiles[i]!];
    if (value < high) return (i - 1 + (value - low) / (high - low)) / last;
  }
  return 1;
}
