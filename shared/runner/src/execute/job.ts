import type { Problem } from "@limen/errors";
import type { PipelinePicture, StageEvent } from "@limen/stage";

/** What a node's process is told: all that its stage may know, and nothing else. */
export interface Job {
  /** Module whose default export is the stage's declaration. */
  readonly module: string;
  readonly store: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seedPath: readonly (string | number)[];
  readonly inputs: Readonly<Record<string, readonly JobInput[]>>;
  /** Where to write each output, in a fresh folder of the store's file system. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly externals: Readonly<Record<string, string>>;
  /** Null unless the stage draws it. */
  readonly pipeline: PipelinePicture | null;
  readonly workDirectory: string;
  /** Undefined: everything, and then the outputs. */
  readonly shard: { readonly index: number; readonly of: number } | undefined;
}

export interface JobInput {
  readonly node: string;
  readonly instance: string | null;
  readonly digest: string;
  /** For messages: `faces.faces`. */
  readonly label: string;
}

/** What a node's process says. */
export type JobMessage =
  | { readonly type: "event"; readonly event: StageEvent }
  | {
      readonly type: "done";
      readonly outputs: Readonly<Record<string, SealedOutput>>;
      readonly peakBytes: number;
    }
  | { readonly type: "user-error"; readonly problems: readonly Problem[] }
  | { readonly type: "internal-error"; readonly message: string };

export interface SealedOutput {
  readonly digest: string;
  readonly bytes: number;
}
