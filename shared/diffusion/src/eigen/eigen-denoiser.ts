import { tf } from "@limen/engine/tf";
import { dense, inverseRoot, type Scope, silu, zeros } from "@limen/models";
import type { EigenConfig } from "../config.ts";
import type { CleanEstimate } from "../denoiser.ts";
import { noiseInput } from "../precondition.ts";
import { embedder } from "../unet/embed.ts";

/** Residual layers of the perceptron. */
export const EIGEN_LAYERS = 3;

/** Names of the parameters that `fitBasis` gives and training leaves alone. */
export const BASIS_NAMES = ["basis/mean", "basis/vectors", "basis/spreads"] as const;

/**
 * A denoiser in the principal components of faces. Each component k is preconditioned as EDM does (Karras et al. 2022,
 * table 1) with its own spread λ_k for sigma_data: c_skip = λ²/(λ² + σ²), so that with the perceptron silent it is the
 * best linear (Wiener) denoiser of faces, and the perceptron learns only what is not Gaussian about them. Cheap enough
 * for minutes on a CPU; its faces have the soft look of eigenfaces.
 */
export function eigenDenoiser(scope: Scope, config: EigenConfig): CleanEstimate {
  const { size, components, hidden, embedding, classes } = config;
  const pixels = size * size;
  const basis = scope.in("basis");
  const mean = basis.add("mean", [pixels], zeros) as tf.Tensor as tf.Tensor1D;
  const vectors = basis.add("vectors", [components, pixels], zeros) as tf.Tensor as tf.Tensor2D;
  const spreads = basis.add("spreads", [components], zeros) as tf.Tensor as tf.Tensor1D;
  const embed = embedder(scope.in("embed"), embedding, classes.length);
  const enter = dense(scope.in("enter"), { inputs: components, outputs: hidden });
  const layers = Array.from({ length: EIGEN_LAYERS }, (_, index) => ({
    film: dense(scope.in("layer").in(index).in("film"), { inputs: embedding, outputs: 2 * hidden }),
    first: dense(scope.in("layer").in(index).in("first"), { inputs: hidden, outputs: hidden }),
    second: dense(scope.in("layer").in(index).in("second"), {
      inputs: hidden,
      outputs: hidden,
      initialise: zeros,
    }),
  }));
  const leave = dense(scope.in("leave"), { inputs: hidden, outputs: components, initialise: zeros });

  const perceptron = (x: tf.Tensor2D, embedded: tf.Tensor2D): tf.Tensor2D => {
    let state = enter(x);
    for (const { film, first, second } of layers) {
      const [scale, shift] = tf.split(film(embedded), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      const inner = silu(first(silu(state)).mul(scale.add(1)).add(shift) as tf.Tensor2D);
      state = state.add(second(inner)) as tf.Tensor2D;
    }
    return leave(silu(state));
  };

  return (x, sigmas, condition) =>
    tf.tidy(() => {
      const n = x.shape[0];
      const sigma = sigmas.reshape<tf.Tensor2D>([n, 1]);
      const coefficients = x
        .reshape<tf.Tensor2D>([n, pixels])
        .sub<tf.Tensor2D>(mean)
        .matMul<tf.Tensor2D>(vectors, false, true);
      const total = spreads.square().add(sigma.square());
      const shrunk = inverseRoot(total as tf.Tensor2D);
      const embedded = embed(noiseInput(sigmas), condition);
      const correction = perceptron(coefficients.mul(shrunk), embedded);
      const linear = coefficients.mul(spreads.square().div(total));
      const clean = linear.add(correction.mul(sigma.mul(spreads).mul(shrunk))) as tf.Tensor2D;
      return clean.matMul(vectors).add(mean).reshape(x.shape) as tf.Tensor4D;
    });
}
