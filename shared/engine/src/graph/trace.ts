import { invariant } from "@limen/errors";
import * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js";
import { hearKernels, override } from "../hear-kernels.ts";
import { nodeBackend } from "../node-backend.ts";
import type { Edge, Graph, GraphNode } from "./graph.ts";

let running = false;

/** True while a function is traced: what is called then becomes part of its graph. */
export function isTracing(): boolean {
  return running;
}

/**
 * Runs a function once and writes down every TensorFlow op that it executes. What it computes is thrown away.
 * A tensor that is neither an input nor made by an op becomes a constant of the graph.
 */
export function trace(inputs: readonly tf.Tensor[], run: () => readonly tf.Tensor[]): Graph {
  invariant(!running, "one function is traced at a time");
  const backend = nodeBackend();
  const recorder = new Recorder(backend, inputs);
  running = true;
  const release = recorder.listen();
  try {
    tf.tidy(() => {
      recorder.finish(run());
    });
  } finally {
    release();
    running = false;
  }
  return recorder.graph();
}

class Recorder {
  readonly #backend: NodeJSKernelBackend;
  /** The backend's own way to a tensor's values, whoever listens. */
  readonly #read: NodeJSKernelBackend["readSync"];
  readonly #nodes: GraphNode[] = [];
  /** By data: also keeps it from being taken for other data that comes later. */
  readonly #edges = new Map<object, Edge>();
  #outputs: Graph["outputs"] = [];

  constructor(backend: NodeJSKernelBackend, inputs: readonly tf.Tensor[]) {
    this.#backend = backend;
    this.#read = backend.readSync.bind(backend);
    for (const input of inputs) {
      const dtype = backend.getDTypeInteger(input.dtype);
      this.#edges.set(input.dataId, this.#add({ kind: "input", dtype, shape: [...input.shape] }));
    }
  }

  /** Returns what ends it. */
  listen(): () => void {
    const stopHearing = hearKernels(this.#backend, ({ op, attributes, inputs, outputs }) => {
      const edges = inputs.map((input) => this.#edgeOf(input));
      const { node } = this.#add({ kind: "op", op, attributes, inputs: edges });
      for (const [output, { dataId }] of outputs.entries()) this.#edges.set(dataId, { node, output });
    });
    const readAgain = override(this.#backend, {
      readSync: (dataId) => {
        invariant(!this.#isComputed(dataId), "a traced function reads a value: JavaScript cannot be traced");
        return this.#read(dataId);
      },
    });
    return () => {
      readAgain();
      stopHearing();
    };
  }

  finish(outputs: readonly tf.Tensor[]): void {
    this.#outputs = outputs.map((output) => {
      return { ...this.#edgeOf(output), dtype: this.#backend.getDTypeInteger(output.dtype) };
    });
  }

  graph(): Graph {
    return { nodes: this.#nodes, outputs: this.#outputs };
  }

  #add(node: GraphNode): Edge {
    this.#nodes.push(node);
    return { node: this.#nodes.length - 1, output: 0 };
  }

  #isComputed(dataId: object): boolean {
    const edge = this.#edges.get(dataId);
    return edge !== undefined && this.#nodes[edge.node]!.kind !== "constant";
  }

  #edgeOf(tensor: tf.TensorInfo): Edge {
    const known = this.#edges.get(tensor.dataId);
    if (known) return known;
    invariant(tensor.dataId && tensor.dtype in BYTES, `a constant of type ${tensor.dtype} cannot be traced`);
    invariant(
      !isVariable(tensor),
      "a compiled function reads a variable that its option `variables` does not name: it would be fixed",
    );
    const values = this.#read(tensor.dataId);
    const edge = this.#add({
      kind: "constant",
      dtype: this.#backend.getDTypeInteger(tensor.dtype),
      shape: [...tensor.shape],
      bytes: BYTES[tensor.dtype as keyof typeof BYTES](values as ArrayLike<number>),
    });
    this.#edges.set(tensor.dataId, edge);
    return edge;
  }
}

/** Whether a variable of tfjs holds this data now. */
function isVariable({ dataId }: tf.TensorInfo): boolean {
  return Object.values(tf.engine().registeredVariables).some((variable) => variable.dataId === dataId);
}

/** Copies: the values belong to the backend, or to whoever made the tensor. */
const BYTES = {
  float32: (values: ArrayLike<number>) => new Uint8Array(Float32Array.from(values).buffer),
  int32: (values: ArrayLike<number>) => new Uint8Array(Int32Array.from(values).buffer),
  bool: (values: ArrayLike<number>) => Uint8Array.from(values),
};
