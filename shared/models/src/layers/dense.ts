import type { tf } from "@limen/engine/tf";
import { glorot, type Initialiser, zeros } from "../initialisers.ts";
import type { Scope } from "../parameters.ts";
import { addBias } from "./add-bias.ts";
import { matMul2d } from "./mat-mul.ts";

export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly initialise?: Initialiser;
}

/** [..., inputs] → [..., outputs] for rank 2 and more. Parameters: kernel, bias. */
export function dense(scope: Scope, options: DenseOptions): <T extends tf.Tensor>(x: T) => T {
  const { inputs, outputs, initialise = glorot } = options;
  const kernel = scope.add("kernel", [inputs, outputs], initialise) as tf.Tensor as tf.Tensor2D;
  const bias = scope.add("bias", [outputs], zeros);
  return <T extends tf.Tensor>(x: T) => {
    if (x.rank === 2) return addBias(matMul2d(x as tf.Tensor as tf.Tensor2D, kernel), bias) as tf.Tensor as T;
    const rows = x.reshape([-1, inputs]) as tf.Tensor2D;
    return addBias(matMul2d(rows, kernel), bias).reshape([...x.shape.slice(0, -1), outputs]) as T;
  };
}
