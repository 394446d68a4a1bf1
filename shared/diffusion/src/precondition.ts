import { tf } from "@limen/engine/tf";
import { inverseRoot } from "@limen/models";

/** Standard deviation of the pixels, as EDM assumes it: faces in [-1, 1] have .5. */
export const SIGMA_DATA = 0.5;

/** Coefficients of each image, [N, 1, 1, 1]. */
export interface Scalings {
  readonly skip: tf.Tensor4D;
  readonly out: tf.Tensor4D;
  readonly in: tf.Tensor4D;
  /** [N] */
  readonly noise: tf.Tensor1D;
}

/** Karras et al. 2022, table 1, row "Ours (EDM)": what keeps the net's input and target at unit variance. */
export function edmScalings(sigmas: tf.Tensor1D, sigmaData = SIGMA_DATA): Scalings {
  const sigma = sigmas.reshape<tf.Tensor4D>([-1, 1, 1, 1]);
  const total = sigma.square().add(sigmaData ** 2);
  const scale = inverseRoot(total as tf.Tensor4D);
  return {
    skip: tf.div(sigmaData ** 2, total),
    out: sigma.mul(sigmaData).mul(scale),
    in: scale,
    noise: noiseInput(sigmas),
  };
}

/** What nets are told of the noise level: ln(σ) / 4. */
export function noiseInput(sigmas: tf.Tensor1D): tf.Tensor1D {
  return sigmas.log().div(4);
}

/** A raw net: scaled images [N, S, S, 1], c_noise [N], condition [N, classes + 1] → output [N, S, S, 1]. */
export type RawNet = (x: tf.Tensor4D, noise: tf.Tensor1D, condition: tf.Tensor2D) => tf.Tensor4D;

/** D(x; σ) = c_skip x + c_out F(c_in x; c_noise), with a noise level of its own for each image. */
export function precondition(
  net: RawNet,
  x: tf.Tensor4D,
  sigmas: tf.Tensor1D,
  condition: tf.Tensor2D,
): tf.Tensor4D {
  return tf.tidy(() => {
    const scalings = edmScalings(sigmas);
    const output = net(x.mul(scalings.in), scalings.noise, condition);
    return x.mul(scalings.skip).add(output.mul(scalings.out)) as tf.Tensor4D;
  });
}

export type LossWeighting = "edm" | "min-snr";

/** γ of min-SNR (Hang et al. 2023): noise levels easier than this signal-to-noise ratio weigh no more. */
const MIN_SNR_GAMMA = 5;

/** Weight of the squared error of the clean estimate at each noise level, [N]. */
export function lossWeights(sigmas: tf.Tensor1D, weighting: LossWeighting): tf.Tensor1D {
  const signalToNoise = tf.div(SIGMA_DATA ** 2, sigmas.square()) as tf.Tensor1D;
  const relative =
    weighting === "edm"
      ? signalToNoise.add<tf.Tensor1D>(1)
      : signalToNoise.minimum<tf.Tensor1D>(MIN_SNR_GAMMA);
  return relative.div(SIGMA_DATA ** 2);
}
