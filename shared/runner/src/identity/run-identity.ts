import type { EngineIdentity } from "@limen/engine";
import type { PipelinePicture } from "@limen/stage";

/** One artifact that a run reads. */
export interface InputIdentity {
  /** Instance and output, because stages may show whose artifact they read: `classifiers[vgg-s].weights`. */
  readonly from: string;
  /** The content, not how it was made: equal bytes upstream stop the rebuild here. */
  readonly digest: string;
}

/**
 * Everything that may influence a run's output, and nothing else. Its canonical JSON is hashed into the run's key.
 * Not in it, on purpose: names of files and of the pipeline, shards, parallelism, clock, host, Node's version.
 */
export interface RunIdentity {
  /** Meaning of these fields; raised when it changes, so that old keys never match by accident. */
  readonly format: 1;
  /** What computes. */
  readonly stage: string;
  /** Digest of each Limen package's source that the stage is made of, by name, so that a reason can name it. */
  readonly code: Readonly<Record<string, string>>;
  /** Locked version of each outside package that those packages use, direct or not. */
  readonly packages: Readonly<Record<string, string>>;
  /** What was asked for, defaults filled in: a changed default is a changed run. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Content of the user's own files that parameters name; never where they are. */
  readonly externals: Readonly<Record<string, string>>;
  /** What it reads, in order: the order of a list is the stage's business. */
  readonly inputs: Readonly<Record<string, readonly InputIdentity[]>>;
  /** Root of its randomness: pipeline seed, node, instance. */
  readonly seed: readonly (string | number)[];
  /** The picture of the pipeline, for stages that show it; null for all others, which cannot see it. */
  readonly pipeline: PipelinePicture | null;
  /** Numerics: two engines give two results. Null for stages that never compute with TensorFlow. */
  readonly engine: EngineIdentity | null;
}
