import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js";

/** An attribute of a TensorFlow op as tfjs-node's binding takes it. */
export type OpAttribute = Parameters<NodeJSKernelBackend["executeMultipleOutputs"]>[1][number];

/** One output of one node. */
export interface Edge {
  readonly node: number;
  readonly output: number;
}

/** dtype: TensorFlow's number of the type. */
export type GraphNode =
  | { readonly kind: "input"; readonly dtype: number; readonly shape: readonly number[] }
  | {
      readonly kind: "constant";
      readonly dtype: number;
      readonly shape: readonly number[];
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: "op";
      readonly op: string;
      readonly attributes: readonly OpAttribute[];
      readonly inputs: readonly Edge[];
    };

/** What a function of tensors does, op by op, in the order in which it did it. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly (Edge & { readonly dtype: number })[];
}
