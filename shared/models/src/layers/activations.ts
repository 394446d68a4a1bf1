import { runKernel, tf } from "@limen/engine/tf";

/** x · σ(x) (Elfwing et al. 2018): two kernels forward, four backward. */
export function silu<T extends tf.Tensor>(x: T): T {
  return gated(x, 1) as T;
}

/** x above 0, exp(x) − 1 below (Clevert et al. 2016): one kernel forward, one backward. Smooth, and monotonic. */
export function elu<T extends tf.Tensor>(x: T): T {
  return tf.elu(x);
}

/** Slope at which x · σ(slope · x) is nearest to x · Φ(x) (Hendrycks and Gimpel 2016, section 2). */
const GELU_SLOPE = 1.702;

/** GELU as x · σ(1.702 x): within .021 of the exact one, at half the kernels of the tanh form. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return gated(x, GELU_SLOPE) as T;
}

/** x · σ(a x); its derivative is σ + a x σ (1 − σ), and SigmoidGrad(σ, g) = g σ (1 − σ) is one kernel. */
function gated(input: tf.Tensor, slope: number): tf.Tensor {
  const scaled = (x: tf.Tensor) => (slope === 1 ? x : x.mul(slope));
  return tf.customGrad((x, save) => {
    const gate = scaled(x as tf.Tensor).sigmoid();
    (save as tf.GradSaveFunc)([x as tf.Tensor, gate]);
    return {
      value: (x as tf.Tensor).mul(gate),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, gate] = saved as [tf.Tensor, tf.Tensor];
        return dy.mul(gate).add(scaled(sigmoidGradient(gate, dy.mul(x))));
      },
    };
  })(input);
}

function sigmoidGradient(gate: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const [gradient] = runKernel("SigmoidGrad", { T: { dtype: "float32" } }, [gate, dy]);
  return gradient!;
}
