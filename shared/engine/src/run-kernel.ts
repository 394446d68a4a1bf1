import type * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js";
import type { OpAttribute } from "./graph/graph.ts";
import { nodeBackend } from "./node-backend.ts";

/** An attribute of a TensorFlow op, tagged by its kind as in the op's definition. */
export type KernelAttribute =
  | { readonly dtype: tf.DataType }
  | { readonly int: number | readonly number[] }
  | { readonly float: number | readonly number[] }
  | { readonly bool: boolean | readonly boolean[] }
  | { readonly string: string }
  | { readonly shape: readonly number[] };

/**
 * Runs any kernel of the TensorFlow library by its op name, tfjs's or not (FusedBatchNormV3, BiasAddGrad,
 * LeakyReluGrad, …). The outputs belong to the tidy around the call. It is not on the gradient tape: wrap it
 * in `tf.customGrad`. Attributes are those of the op's definition; TensorFlow's own error names a wrong one.
 */
export function runKernel(
  op: string,
  attributes: Readonly<Record<string, KernelAttribute>>,
  inputs: readonly tf.TensorInfo[],
  outputCount = 1,
): tf.Tensor[] {
  const backend = nodeBackend();
  const list = Object.entries(attributes).map(([name, attribute]) => toOpAttribute(backend, name, attribute));
  return backend.executeMultipleOutputs(op, list, [...inputs], outputCount);
}

function toOpAttribute(backend: NodeJSKernelBackend, name: string, attribute: KernelAttribute): OpAttribute {
  const { binding } = backend;
  if ("dtype" in attribute) {
    return { name, type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(attribute.dtype) };
  }
  if ("int" in attribute) return { name, type: binding.TF_ATTR_INT, value: attribute.int };
  if ("float" in attribute) return { name, type: binding.TF_ATTR_FLOAT, value: attribute.float };
  if ("bool" in attribute) return { name, type: binding.TF_ATTR_BOOL, value: attribute.bool };
  if ("shape" in attribute) return { name, type: binding.TF_ATTR_SHAPE, value: [...attribute.shape] };
  return { name, type: binding.TF_ATTR_STRING, value: attribute.string };
}
