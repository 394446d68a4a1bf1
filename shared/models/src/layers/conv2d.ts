import { tf } from "@limen/engine/tf";
import { he, type Initialiser, zeros } from "../initialisers.ts";
import type { Scope } from "../parameters.ts";
import { addBias } from "./add-bias.ts";

export interface Conv2dOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Side of the kernel (pixels); 3 when not given. */
  readonly kernel?: number;
  readonly stride?: number;
  readonly bias?: boolean;
  readonly initialise?: Initialiser;
}

/** [N, H, W, inputs] → [N, ⌈H / stride⌉, ⌈W / stride⌉, outputs], padding "same". Parameters: kernel, bias. */
export function conv2d(scope: Scope, options: Conv2dOptions): (x: tf.Tensor4D) => tf.Tensor4D {
  const { inputs, outputs, kernel: side = 3, stride = 1, initialise = he } = options;
  const kernel = scope.add("kernel", [side, side, inputs, outputs], initialise) as tf.Tensor as tf.Tensor4D;
  const bias = options.bias === false ? undefined : scope.add("bias", [outputs], zeros);
  return (x) => {
    const y = tf.conv2d(x, kernel, stride, "same");
    return bias ? addBias(y, bias) : y;
  };
}
