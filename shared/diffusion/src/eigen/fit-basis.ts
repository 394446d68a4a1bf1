import { runKernel, tf } from "@limen/engine/tf";
import type { ParameterArrays, Parameters } from "@limen/models";
import { BASIS_NAMES } from "./eigen-denoiser.ts";

/** Faces that the components are computed from at most: the cost grows with the cube. */
export const BASIS_FACES = 1024;

/**
 * Principal components of images [n, pixels] (n at most BASIS_FACES and more than `components`), by the eigenvectors
 * of their Gram matrix (Sirovich and Kirby 1987): mean, unit vectors in rows, and the standard deviation along each.
 */
export function fitBasis(images: tf.Tensor2D, components: number): ParameterArrays {
  return tf.tidy(() => {
    const [n, pixels] = images.shape;
    const mean = images.mean<tf.Tensor1D>(0);
    const centred = images.sub<tf.Tensor2D>(mean);
    const gram = centred.matMul<tf.Tensor2D>(centred, false, true).div(n);
    const attributes = { compute_v: { bool: true }, T: { dtype: "float32" } } as const;
    // Eigenvalues rise, so the last are the largest.
    const [values, directions] = runKernel("SelfAdjointEigV2", attributes, [gram], 2) as [
      tf.Tensor1D,
      tf.Tensor2D,
    ];
    const largest = values
      .slice([n - components], [components])
      .reverse()
      .maximum(1e-12) as tf.Tensor1D;
    const chosen = directions.slice([0, n - components], [n, components]).reverse(1) as tf.Tensor2D;
    const spreads = largest.sqrt();
    const vectors = chosen
      .matMul<tf.Tensor2D>(centred, true, false)
      .div(spreads.mul(Math.sqrt(n)).reshape([components, 1]));
    const array = (tensor: tf.Tensor, shape: number[]) => ({
      shape,
      data: Float32Array.from(tensor.dataSync()),
    });
    return {
      "basis/mean": array(mean, [pixels]),
      "basis/vectors": array(vectors, [components, pixels]),
      "basis/spreads": array(spreads, [components]),
    };
  });
}

/** Puts the components into a net; its other parameters stay. */
export function assignBasis(parameters: Parameters, basis: ParameterArrays): void {
  const own = Object.fromEntries(BASIS_NAMES.map((name) => [name, basis[name]!]));
  parameters.assign({ ...parameters.toArrays(), ...own });
}
