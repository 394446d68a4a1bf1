import { type Denoiser, estimateOf, splitImages, stackImages, weightedCondition } from "@limen/diffusion";
import { numbersOf, type tf } from "@limen/engine/tf";
import type { Drawing } from "./drawing.ts";
import { priorOf, startingPoint, walk } from "./sample.ts";

/** Where an image's mixture of the two classes lies, and the best picture so far. */
interface Search {
  low: number;
  high: number;
  /** (nats) distance of the best picture from the boundary. */
  miss: number;
  pixels: Float32Array;
}

/**
 * Finds boundary faces without a gradient: the same noise is drawn again under mixtures λ · first + (1 − λ) · second
 * of the classes that the prior is asked for, and λ is halved towards the guide's boundary. It assumes that more of a
 * class in the request is more of it in the guide's answer; where that fails, the best picture found is kept.
 * Gives the pixels of each image. The caller owns the tidy.
 */
export function bisect(drawing: Drawing): Float32Array[] {
  const { nets, params, block, aims, guides, ledger } = drawing;
  const boundary = aims.map((aim) => aim.constraints[0]!);
  const searches = block.map((): Search => {
    return { low: 0, high: 1, miss: Number.POSITIVE_INFINITY, pixels: new Float32Array(nets.size ** 2) };
  });
  let open = block.map((_, image) => image);
  for (let round = 0; round < params.bisections && open.length > 0; round++) {
    const lambdas = open.map((image) => (searches[image]!.low + searches[image]!.high) / 2);
    const pictures = splitImages(
      numbersOf(() => drawMixtures(drawing, open, lambdas)),
      open.length,
    );
    const drawn = stackImages(pictures);
    const answers = guides[0]!.logProbabilities(drawn);
    drawn.dispose();
    ledger.add("guideForward", open, guides[0]!.gflop);
    open = open.filter((image, place) => {
      const search = searches[image]!;
      const { residual, met } = boundary[image]!.evaluate(answers[place]!);
      if (Math.abs(residual) < search.miss) {
        search.miss = Math.abs(residual);
        search.pixels = pictures[place]!;
      }
      if (residual > 0) search.high = lambdas[place]!;
      else search.low = lambdas[place]!;
      return !met;
    });
  }
  return searches.map(({ pixels }) => pixels);
}

/** Those images of the block, from their own noise, asked for λ of the first class and 1 − λ of the second. */
function drawMixtures(drawing: Drawing, images: readonly number[], lambdas: readonly number[]): tf.Tensor4D {
  const { nets, params, block, newNoise, ledger } = drawing;
  const prior = priorOf(nets, params);
  const asked = images.map((image, place) => {
    const [first, second] = block[image]!.shares;
    return [[first!.index, lambdas[place]!] as const, [second!.index, 1 - lambdas[place]!] as const];
  });
  const condition = weightedCondition(asked, nets.classes.length);
  const denoiser: Denoiser = (x, sigma) => {
    ledger.add("priorForward", images, prior.gflopAt(sigma), prior.evaluationsPerCall);
    return prior.denoise(x, sigma, condition).clipByValue(-1, 1) as tf.Tensor4D;
  };
  const noise = newNoise(images);
  return walk(estimateOf(denoiser), startingPoint(drawing, noise), noise, drawing);
}
