import { tf } from "@limen/engine/tf";

/** Standard deviation of the pixels, as EDM assumes it: faces in [-1, 1] have .5. */
export const SIGMA_DATA = 0.5;

export interface Scalings {
  readonly skip: number;
  readonly out: number;
  readonly in: number;
  readonly noise: number;
}

/** Karras et al. 2022, table 1, row "Ours (EDM)": what keeps the net's input and target at unit variance. */
export function edmScalings(sigma: number, sigmaData = SIGMA_DATA): Scalings {
  const total = sigma ** 2 + sigmaData ** 2;
  return {
    skip: sigmaData ** 2 / total,
    out: (sigma * sigmaData) / Math.sqrt(total),
    in: 1 / Math.sqrt(total),
    noise: Math.log(sigma) / 4,
  };
}

/** A raw net: scaled images [N, S, S, 1], c_noise [N], condition [N, classes + 1] → output [N, S, S, 1]. */
export type RawNet = (x: tf.Tensor4D, noise: tf.Tensor1D, condition: tf.Tensor2D) => tf.Tensor4D;

/** D(x; σ) = c_skip x + c_out F(c_in x; c_noise), with a noise level of its own for each image. */
export function precondition(
  net: RawNet,
  x: tf.Tensor4D,
  sigmas: ArrayLike<number>,
  condition: tf.Tensor2D,
): tf.Tensor4D {
  const scalings = Array.from(sigmas, (sigma) => edmScalings(sigma));
  return tf.tidy(() => {
    const column = (key: keyof Scalings) =>
      tf.tensor4d(
        scalings.map((scaling) => scaling[key]),
        [scalings.length, 1, 1, 1],
      );
    const noise = tf.tensor1d(scalings.map((scaling) => scaling.noise));
    const output = net(x.mul(column("in")) as tf.Tensor4D, noise, condition);
    return x.mul(column("skip")).add(output.mul(column("out"))) as tf.Tensor4D;
  });
}

export type LossWeighting = "edm" | "min-snr";

/** γ of min-SNR (Hang et al. 2023): noise levels easier than this signal-to-noise ratio weigh no more. */
const MIN_SNR_GAMMA = 5;

/** Weight of the squared error of the clean estimate at a noise level. */
export function lossWeight(sigma: number, weighting: LossWeighting): number {
  const signalToNoise = (SIGMA_DATA / sigma) ** 2;
  const relative = weighting === "edm" ? 1 + signalToNoise : Math.min(signalToNoise, MIN_SNR_GAMMA);
  return relative / SIGMA_DATA ** 2;
}
