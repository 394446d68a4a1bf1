import { InternalError } from "@limen/errors";
import { RandomStream } from "@limen/random";
import type { InputSpec, OutputSpec } from "./artifacts.ts";
import { type BlockShare, gatherBlocks, runBlocks } from "./blocks.ts";
import { Checkpoints } from "./checkpoints.ts";

/** An input artifact, its bytes checked against the digest before the stage runs. */
export interface InputArtifact {
  /** Node that made it. */
  readonly node: string;
  /** For one instance of a foreach node: the value it stands for. */
  readonly instance: string | null;
  readonly path: string;
  /** SHA-256 of the file, hex. */
  readonly digest: string;
}

/** What a running stage tells the world. None of it can reach an artifact. */
export type StageEvent =
  | { readonly type: "progress"; readonly done: number; readonly total: number; readonly unit: string }
  | { readonly type: "log"; readonly message: string }
  | { readonly type: "measure"; readonly name: string; readonly value: number; readonly unit: string };

type NamesOf<S extends Record<string, InputSpec>, A extends "one" | "many"> = {
  [K in keyof S]: S[K]["arity"] extends A ? K : never;
}[keyof S] &
  string;

/** The pipeline as the report draws it: nodes in the order of the file, and who feeds whom. */
export interface PipelinePicture {
  readonly name: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly stage: string;
    /** Values of a foreach, or empty. */
    readonly instances: readonly string[];
    /** Names of the nodes that feed it, each once. */
    readonly feeds: readonly string[];
  }[];
}

/** Everything a stage's run may use. */
export interface StageContext<
  P = Record<string, unknown>,
  I extends Record<string, InputSpec> = Record<string, InputSpec>,
  O extends Record<string, OutputSpec> = Record<string, OutputSpec>,
> {
  readonly params: P;
  /** Stream of (pipeline seed, node, foreach instance). */
  readonly random: RandomStream;
  /** The artifact of a required input of arity one. */
  input(name: NamesOf<I, "one">): InputArtifact;
  /** The artifact of an optional input of arity one, or undefined. */
  optionalInput(name: NamesOf<I, "one">): InputArtifact | undefined;
  /** The artifacts of an input of arity many, in the pipeline's order; empty when optional and not given. */
  inputList(name: NamesOf<I, "many">): readonly InputArtifact[];
  /** Where to write that output. */
  output(name: keyof O & string): string;
  /** Absolute place of an external path parameter, or undefined when it was not given. */
  external(param: string): string | undefined;
  /** The pipeline that runs; only for stages that declare `drawsPipeline`, since it is then part of the key. */
  readonly pipeline: PipelinePicture | undefined;
  /** Survives a crash: the next attempt at the same key finds what was saved. */
  readonly checkpoints: Checkpoints;
  /**
   * Computes `count` fixed blocks of work, each finished block kept on disk, so that a stopped run continues and
   * shards (processes) can share them. Gives all results in order, each read from disk when its turn comes, as often as
   * they are gone through; or undefined in a shard's process, which computes only its share: then the stage returns at
   * once. A block must depend on its index only.
   */
  eachBlock<T>(count: number, compute: (index: number) => Promise<T>): Promise<AsyncIterable<T> | undefined>;
  /** As eachBlock, all results in memory. */
  blocks<T>(count: number, compute: (index: number) => Promise<T>): Promise<T[] | undefined>;
  progress(done: number, total: number, unit: string): void;
  log(message: string): void;
  /** A figure for the run record only (seconds, bytes): clocks never enter artifacts. */
  measure(name: string, value: number, unit: string): void;
}

export interface ContextOptions {
  readonly params: unknown;
  readonly seedPath: readonly (string | number)[];
  readonly inputs: Readonly<Record<string, readonly InputArtifact[]>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly externals: Readonly<Record<string, string>>;
  readonly pipeline?: PipelinePicture;
  readonly workDirectory: string;
  readonly share: BlockShare;
  readonly onEvent: (event: StageEvent) => void;
}

/** Builds the context, for the runner's node process and for tests alike. */
export function createContext(options: ContextOptions): StageContext {
  const { inputs, outputs, externals, onEvent } = options;
  const [seed, ...labels] = options.seedPath;
  const random = labels.reduce<RandomStream>(
    (stream, label) => stream.split(label),
    RandomStream.fromSeed(seed ?? 0),
  );
  const checkpoints = new Checkpoints(options.workDirectory);
  const progress = (done: number, total: number, unit: string) =>
    onEvent({ type: "progress", done, total, unit });
  const eachBlock: StageContext["eachBlock"] = (count, compute) =>
    runBlocks(checkpoints, options.share, count, compute, progress);
  return {
    params: options.params as Record<string, unknown>,
    random,
    input(name) {
      const artifact = inputs[name]?.[0];
      if (!artifact)
        throw new InternalError(`the stage reads input "${name}", which the runner did not give`);
      return artifact;
    },
    optionalInput: (name) => inputs[name]?.[0],
    inputList: (name) => inputs[name] ?? [],
    output(name) {
      const path = outputs[name];
      if (path === undefined)
        throw new InternalError(`the stage writes output "${name}", which it does not declare`);
      return path;
    },
    external: (param) => externals[param],
    pipeline: options.pipeline,
    checkpoints,
    eachBlock,
    blocks: async (count, compute) => gatherBlocks(await eachBlock(count, compute)),
    progress,
    log: (message) => onEvent({ type: "log", message }),
    measure: (name, value, unit) => onEvent({ type: "measure", name, value, unit }),
  };
}
