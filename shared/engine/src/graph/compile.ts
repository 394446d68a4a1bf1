import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { invariant, UserError } from "@limen/errors";
import * as tf from "@tensorflow/tfjs";
import { nodeBackend } from "../node-backend.ts";
import { byBlocks } from "./by-blocks.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { savedModel, TAG } from "./saved-model.ts";
import { isTracing, trace } from "./trace.ts";

export type TensorFunction = (...inputs: tf.Tensor[]) => readonly tf.Tensor[];

export interface CompileOptions {
  /** What the function reads besides its inputs and may change between calls. All else that it reads is fixed. */
  readonly variables: () => readonly tf.Variable[];
  /**
   * Given, the function computes each row of its outputs from the same row of its inputs (a scalar goes to all rows), and
   * calls are cut into blocks of so many rows, twice, four or eight times as many, so that few sizes are compiled.
   */
  readonly rows?: number;
}

export interface Compiled {
  /** As the function itself. The outputs belong to the tidy around the call. */
  run(...inputs: tf.Tensor[]): tf.Tensor[];
  dispose(): void;
}

/**
 * A function of tensors, run as one TensorFlow graph instead of op by op: mostly 1.1 to 2 times as fast, because
 * TensorFlow fuses neighbouring ops, reuses memory and returns to JavaScript once (docs/log.md has the figures).
 * The first call with each combination of shapes traces the function (.1 to 1 s for a net with its gradients).
 *
 * Only tensors flow through a graph. Numbers, arrays and random draws of the function's own are fixed at the first
 * call; the second call with the same shapes traces again and compares, so that what changes from call to call is an
 * error, not a wrong result. Variables that are not named, and assignments, are refused when they are traced. Within a
 * gradient, or when another function is compiled around it, it is the plain function.
 */
export function compile(define: TensorFunction, { variables, rows }: CompileOptions): Compiled {
  const graphs = new GraphsByShape(define, variables);
  return {
    run(...inputs) {
      if (isTracing() || isDifferentiating()) return [...define(...inputs)];
      return rows === undefined ? graphs.run(inputs) : byBlocks(inputs, rows, (part) => graphs.run(part));
    },
    dispose: () => graphs.dispose(),
  };
}

const CHANGED =
  "a compiled function is another one at its second call: what changes must be an input or a variable";

class GraphsByShape {
  readonly #define: TensorFunction;
  readonly #variables: CompileOptions["variables"];
  readonly #loaded = new Map<string, LoadedGraph>();
  /** By shapes: what their second call must trace again. */
  readonly #unchecked = new Map<string, Graph>();
  #disposed = false;

  constructor(define: TensorFunction, variables: CompileOptions["variables"]) {
    this.#define = define;
    this.#variables = variables;
  }

  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    invariant(!this.#disposed, "a compiled function is called after its disposal");
    const all = [...inputs, ...this.#variables()];
    const different = new Set(all.map(({ dataId }) => dataId)).size === all.length;
    invariant(different, "a compiled function is given the same tensor twice: give a copy");
    const shapes = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join();
    const loaded = this.#loaded.get(shapes);
    if (!loaded) return this.#load(shapes, inputs, all).run(all);
    const unchecked = this.#unchecked.get(shapes);
    if (unchecked) {
      this.#compare(unchecked, this.#trace(inputs, all));
      this.#unchecked.delete(shapes);
    }
    return loaded.run(all);
  }

  dispose(): void {
    for (const graph of this.#loaded.values()) graph.dispose();
    this.#loaded.clear();
    this.#unchecked.clear();
    this.#disposed = true;
  }

  #load(shapes: string, inputs: readonly tf.Tensor[], all: readonly tf.Tensor[]): LoadedGraph {
    const graph = this.#trace(inputs, all);
    const loaded = new LoadedGraph(graph);
    this.#unchecked.set(shapes, graph);
    this.#loaded.set(shapes, loaded);
    return loaded;
  }

  #trace(inputs: readonly tf.Tensor[], all: readonly tf.Tensor[]): Graph {
    const held = all.map(({ dataId }) => dataId);
    const graph = trace(all, () => this.#define(...inputs));
    const same = all.every(({ dataId }, index) => dataId === held[index]);
    invariant(
      same,
      "a compiled function assigns to a variable: give the new value back and assign it outside",
    );
    return graph;
  }

  #compare({ nodes }: Graph, { nodes: again }: Graph): void {
    const differs = nodes.findIndex((node, index) => !isDeepStrictEqual(node, again[index]));
    const same = differs < 0 && again.length === nodes.length;
    invariant(
      same,
      `${CHANGED}; the first difference is at ${nameOf(nodes[differs] ?? again[nodes.length])}`,
    );
  }
}

/** One graph, in a TensorFlow session of its own. */
class LoadedGraph {
  readonly #session: number;
  readonly #inputs: readonly string[];
  readonly #outputs: string[];

  constructor(graph: Graph) {
    const { bytes, inputs, outputs } = savedModel(graph);
    const folder = scratchFolder();
    try {
      writeFileSync(join(folder, "saved_model.pb"), bytes);
      this.#session = nodeBackend().loadSavedModelMetaGraph(folder, TAG);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    this.#inputs = inputs;
    this.#outputs = [...outputs];
  }

  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const feeds = inputs.map(({ dtype }, index) => ({ name: this.#inputs[index]!, dtype }));
    return nodeBackend().runSavedModel(this.#session, [...inputs], feeds, this.#outputs);
  }

  dispose(): void {
    nodeBackend().deleteSavedModel(this.#session);
  }
}

/** The C API reads a SavedModel from a folder only. */
function scratchFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "limen-graph-"));
  } catch (error) {
    throw new UserError({
      message: `no folder for temporary files: ${(error as Error).message}`,
      hint: "set TMPDIR to a folder that you may write to",
    });
  }
}

/** tfjs keeps a tape, which holds ops and not graphs. */
function isDifferentiating(): boolean {
  return (
    (tf.engine() as unknown as { readonly state: { readonly gradientDepth: number } }).state.gradientDepth > 0
  );
}

function nameOf(node: GraphNode | undefined): string {
  if (node === undefined) return "its end";
  return node.kind === "op" ? node.op : `${node.kind} [${node.shape.join()}]`;
}
