import { tf } from "@limen/engine/tf";
import { dense, normal, type Scope, silu } from "@limen/models";
import { power } from "@limen/random";

/** Sines and cosines of c_noise, at frequencies from 1 to 1000. */
const FREQUENCIES = 32;
const HIGHEST_FREQUENCY = 1000;
export const NOISE_FEATURES = 2 * FREQUENCIES;

/** (c_noise [N], condition [N, classes + 1]) → embedding [N, width], which modulates every block. */
export function embedder(
  scope: Scope,
  width: number,
  classes: number,
): (noise: tf.Tensor1D, condition: tf.Tensor2D) => tf.Tensor2D {
  const first = dense(scope.in("noise"), { inputs: NOISE_FEATURES, outputs: width });
  const second = dense(scope.in("mix"), { inputs: width, outputs: width });
  const table = scope.add("classes", [classes + 1, width], normal(0.1)) as tf.Tensor as tf.Tensor2D;
  const frequencies = Array.from({ length: FREQUENCIES }, (_, i) =>
    power(HIGHEST_FREQUENCY, i / (FREQUENCIES - 1)),
  );
  return (noise, condition) => {
    const angles = noise.reshape([-1, 1]).mul(tf.tensor2d(frequencies, [1, FREQUENCIES])) as tf.Tensor2D;
    const features = tf.concat([angles.sin(), angles.cos()], 1) as tf.Tensor2D;
    return silu(second(silu(first(features).add(condition.matMul(table)) as tf.Tensor2D)));
  };
}
