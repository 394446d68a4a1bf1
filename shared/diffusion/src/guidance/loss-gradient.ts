import { tf } from "@limen/engine/tf";
import type { EvaluationLedger } from "../ledger.ts";
import type { Estimator } from "../solve.ts";
import type { Guide } from "./guide.ts";
import { pixelGradient } from "./pixel-gradient.ts";
import type { Prior } from "./prior.ts";

/** The answer wanted from a guide, for each image of a block; zeros where nothing is wanted. */
export interface WantedAnswer {
  readonly guide: Guide;
  /** [N, classes], target distributions. */
  readonly target: tf.Tensor2D;
}

export interface LossGradientOptions {
  readonly prior: Prior;
  readonly condition: tf.Tensor2D;
  readonly wanted: readonly WantedAnswer[];
  readonly ledger: EvaluationLedger;
  /**
   * unit: the gradient of the cross-entropy, scaled to unit length an image; root: the gradient of √KL(wanted ‖ answer),
   * which falls to zero at the target, as the norm of the residual does in diffusion posterior sampling.
   */
  readonly gradient: "unit" | "root";
}

/**
 * Guidance by gradient: the distance between the wanted and the guides' answers to the denoised estimate, differentiated
 * through guide and prior down to the noisy image. With `unit` it is the sibling paper's and DSG's, with `root` that of
 * DPS (Chung et al. 2023). One wanted answer is uncertainty guidance, two (of two nets) are controversial guidance, none
 * is no guidance.
 */
export function lossGradientGuidance(options: LossGradientOptions): Estimator {
  const { prior, condition, wanted, ledger, gradient: kind } = options;
  const everyone = Array.from({ length: condition.shape[0] }, (_, image) => image);
  return (x, sigma) => {
    const denoise = (at: tf.Tensor4D) =>
      prior.denoise(at, sigma, condition).clipByValue(-1, 1) as tf.Tensor4D;
    ledger.add("priorForward", everyone, prior.gflopAt(sigma), prior.evaluationsPerCall);
    if (wanted.length === 0) return { clean: denoise(x) };
    ledger.add("priorBackward", everyone, prior.gflopAt(sigma), prior.evaluationsPerCall);
    addGuides(ledger, everyone, wanted);
    let clean: tf.Tensor4D | undefined;
    const loss = (at: tf.Tensor4D) => {
      const estimate = denoise(at);
      clean = tf.keep(estimate.clone());
      return distance(estimate, wanted, kind);
    };
    const gradient = pixelGradient(loss, x);
    const push = kind === "unit" ? unitLength(gradient) : gradient.clone();
    gradient.dispose();
    const estimate = clean!.clone();
    clean!.dispose();
    return { clean: estimate, push };
  };
}

/**
 * Manifold-preserving guidance (MPGD without projection, He et al. 2024, algorithm 1): the clean estimate itself moves
 * down the distance, so that nothing is differentiated through the prior. The paper leaves the step open; here it is
 * `scale` times the gradient of √KL.
 */
export function cleanGradientGuidance(
  options: Omit<LossGradientOptions, "gradient"> & { readonly scale: number },
): Estimator {
  const { prior, condition, wanted, ledger, scale } = options;
  const everyone = Array.from({ length: condition.shape[0] }, (_, image) => image);
  return (x, sigma) => {
    ledger.add("priorForward", everyone, prior.gflopAt(sigma), prior.evaluationsPerCall);
    const estimate = prior.denoise(x, sigma, condition).clipByValue(-1, 1) as tf.Tensor4D;
    if (wanted.length === 0) return { clean: estimate };
    addGuides(ledger, everyone, wanted);
    const gradient = pixelGradient((at) => distance(at, wanted, "root"), estimate);
    const clean = tf.tidy(() => estimate.sub(gradient.mul(scale)).clipByValue(-1, 1) as tf.Tensor4D);
    tf.dispose([gradient, estimate]);
    return { clean };
  };
}

function addGuides(
  ledger: EvaluationLedger,
  images: readonly number[],
  wanted: readonly WantedAnswer[],
): void {
  for (const { guide } of wanted) {
    ledger.add("guideForward", images, guide.gflop);
    ledger.add("guideBackward", images, guide.gflop);
  }
}

/** Keeps √KL differentiable where it is zero. */
const SMALLEST = 1e-6;

/** Summed over images: cross-entropy of all wanted answers, or the square root of their summed divergence. */
function distance(
  images: tf.Tensor4D,
  wanted: readonly WantedAnswer[],
  kind: LossGradientOptions["gradient"],
): tf.Tensor {
  const crossEntropies = wanted.map(({ guide, target }) =>
    tf.logSoftmax(guide.logits(images)).mul(target).sum(1).neg(),
  );
  if (kind === "unit") return tf.addN(crossEntropies).sum();
  const entropies = wanted.map(({ target }) => target.mul(target.maximum(1e-30).log()).sum(1));
  const divergence = tf.addN([...crossEntropies, ...entropies]);
  return divergence.maximum(0).add(SMALLEST).sqrt().sum();
}

function unitLength(gradient: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => gradient.div(gradient.square().sum([1, 2, 3], true).sqrt().maximum(1e-20)));
}
