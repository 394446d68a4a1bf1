import type { Problem } from "@limen/errors";
import type { FoundStage } from "../stage-registry.ts";
import type { NodeFile } from "./pipeline-file.ts";
import type { Path } from "./pipeline-source.ts";
import type { SettledSource } from "./settings.ts";

/** A node whose shape is right; the rules look at what it says. */
export interface DraftNode {
  readonly name: string;
  readonly body: NodeFile;
  /** Undefined when there is no such stage. */
  readonly stage: FoundStage | undefined;
}

/** A pipeline being checked. */
export interface Draft {
  readonly source: SettledSource;
  readonly name: string;
  readonly seed: string | number;
  /** Names of all nodes in the file, also of those whose shape is wrong. */
  readonly nodeNames: readonly string[];
  readonly nodes: ReadonlyMap<string, DraftNode>;
  readonly stageNames: readonly string[];
  /** Stages that can be sharded; looked up only where a node asks for shards. */
  readonly shardable: readonly string[];
  /** Working directory: paths in `--set` are relative to it. */
  readonly cwd: string;
}

/** Looks at one aspect of a pipeline and returns everything that is wrong with it. */
export type Rule = (draft: Draft) => Problem[];

/** The values that a foreach node runs over, as instance names; [null] for a plain node. */
export function instanceNames(body: NodeFile): (string | null)[] {
  const values = Object.values(body.foreach ?? {})[0];
  return values === undefined ? [null] : values.map(String);
}

/** As instanceNames, but a foreach that lists nothing stands for a plain node, so that it hides no other problem. */
export function instancesToCheck(body: NodeFile): (string | null)[] {
  const names = instanceNames(body);
  return names.length === 0 ? [null] : names;
}

/** Place of a part of a node. */
export function nodePath(name: string, ...rest: (string | number)[]): Path {
  return ["nodes", name, ...rest];
}
