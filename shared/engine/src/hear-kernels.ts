import type * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js";
import type { OpAttribute } from "./graph/graph.ts";

/** What a kernel was given, and what it made. */
export interface Heard {
  readonly op: string;
  readonly attributes: OpAttribute[];
  readonly inputs: tf.TensorInfo[];
  readonly outputs: tf.TensorInfo[];
}

/** Tells of every kernel that runs from now on; returns what ends it. Who listens last is told last, and ends first. */
export function hearKernels(backend: NodeJSKernelBackend, hear: (heard: Heard) => void): () => void {
  // Every kernel of tfjs-node goes through these two methods.
  const execute = backend.executeMultipleOutputs.bind(backend);
  const told = (op: string, attributes: OpAttribute[], inputs: tf.TensorInfo[], count: number) => {
    const outputs = execute(op, attributes, inputs, count);
    hear({ op, attributes, inputs, outputs });
    return outputs;
  };
  return override(backend, {
    executeMultipleOutputs: told,
    executeSingleOutput: (op, attributes, inputs) => told(op, attributes, inputs, 1)[0]!,
  });
}

/** Gives a backend methods of its own; returns what takes them away again. */
export function override(backend: NodeJSKernelBackend, methods: Partial<NodeJSKernelBackend>): () => void {
  const before = Object.keys(methods).map(
    (name) => [name, Object.getOwnPropertyDescriptor(backend, name)] as const,
  );
  Object.assign(backend, methods);
  return () => {
    for (const [name, own] of before) {
      if (own === undefined) Reflect.deleteProperty(backend, name);
      else Object.defineProperty(backend, name, own);
    }
  };
}
