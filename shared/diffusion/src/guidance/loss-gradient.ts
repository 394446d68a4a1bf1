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
}

/**
 * The sibling paper's guidance: the cross-entropy between the wanted and the guides' answers to the denoised
 * estimate, differentiated through guide and prior down to the noisy image, and scaled to unit length an image.
 * One wanted answer is uncertainty guidance, two (of two nets) are controversial guidance, none is no guidance.
 */
export function lossGradientGuidance(options: LossGradientOptions): Estimator {
  const { prior, condition, wanted, ledger } = options;
  const everyone = Array.from({ length: condition.shape[0] }, (_, image) => image);
  return (x, sigma) => {
    const denoise = (at: tf.Tensor4D) =>
      prior.denoise(at, sigma, condition).clipByValue(-1, 1) as tf.Tensor4D;
    ledger.add("priorForward", everyone, prior.gflop, prior.evaluationsPerCall);
    if (wanted.length === 0) return { clean: denoise(x) };
    ledger.add("priorBackward", everyone, prior.gflop, prior.evaluationsPerCall);
    for (const { guide } of wanted) {
      ledger.add("guideForward", everyone, guide.gflop);
      ledger.add("guideBackward", everyone, guide.gflop);
    }
    let clean: tf.Tensor4D | undefined;
    const loss = (at: tf.Tensor4D) => {
      const estimate = denoise(at);
      clean = tf.keep(estimate.clone());
      return tf.addN(wanted.map(({ guide, target }) => crossEntropy(guide.logits(estimate), target)));
    };
    const gradient = pixelGradient(loss, x);
    const push = tf.tidy(() => {
      const length = gradient.square().sum([1, 2, 3], true).sqrt().maximum(1e-20);
      return gradient.div(length) as tf.Tensor4D;
    });
    gradient.dispose();
    const estimate = clean!.clone();
    clean!.dispose();
    return { clean: estimate, push };
  };
}

function crossEntropy(logits: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor {
  return tf.logSoftmax(logits).mul(target).sum().neg();
}
