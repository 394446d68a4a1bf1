import { tf } from "@limen/engine/tf";
import { normal } from "../initialisers.ts";
import type { Scope } from "../parameters.ts";
import { conv2d } from "./conv2d.ts";

export interface SeparableConv2dOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly stride?: number;
}

/** A 3×3 filter for each channel, then a 1×1 convolution (Chollet 2017). Parameters: depthwise, point/kernel, point/bias. */
export function separableConv2d(
  scope: Scope,
  options: SeparableConv2dOptions,
): (x: tf.Tensor4D) => tf.Tensor4D {
  const { inputs, outputs, stride = 1 } = options;
  // Nine inputs reach one output of a channel's filter.
  const depthwise = scope.add("depthwise", [3, 3, inputs, 1], normal(1 / 3)) as tf.Tensor as tf.Tensor4D;
  const point = conv2d(scope.in("point"), { inputs, outputs, kernel: 1 });
  return (x) => point(tf.depthwiseConv2d(x, depthwise, stride, "same"));
}
