import { tf } from "@limen/engine/tf";
import { invariant } from "@limen/errors";
import { glorot, type Initialiser } from "../initialisers.ts";
import type { Scope } from "../parameters.ts";
import { dense } from "./dense.ts";
import { softmax } from "./softmax.ts";

export interface AttentionOptions {
  readonly features: number;
  readonly heads: number;
  /** First values of the output projection: `zeros` makes a residual block start as the identity. */
  readonly initialiseOutput?: Initialiser;
}

/** Multi-head self-attention over tokens (Vaswani et al. 2017): [N, T, D] → [N, T, D]. Parameters: qkv, out. */
export function attention(scope: Scope, options: AttentionOptions): (x: tf.Tensor3D) => tf.Tensor3D {
  const { features, heads, initialiseOutput = glorot } = options;
  invariant(features % heads === 0, `${features} features do not divide into ${heads} heads`);
  const size = features / heads;
  const project = dense(scope.in("qkv"), { inputs: features, outputs: 3 * features });
  const out = dense(scope.in("out"), { inputs: features, outputs: features, initialise: initialiseOutput });
  return (x) => {
    const [n, tokens] = x.shape;
    // [3, N, heads, T, size]
    const parts = project(x).reshape([n, tokens, 3, heads, size]).transpose([2, 0, 3, 1, 4]);
    const [q, k, v] = tf.unstack(parts) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const shares = softmax(tf.matMul(q.mul(1 / Math.sqrt(size)), k, false, true));
    return out(tf.matMul(shares, v).transpose([0, 2, 1, 3]).reshape([n, tokens, features]) as tf.Tensor3D);
  };
}
