import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InternalError } from "@limen/errors";

/** Where things are. Tests give their own. */
export interface Workspace {
  readonly root: string;
  /** Folder whose sub-folders are the stages' packages. */
  readonly stages: string;
  readonly artifacts: string;
}

/** The repository that this file belongs to; $LIMEN_STAGES and $LIMEN_ARTIFACTS move the two folders. */
export function findWorkspace(environment: NodeJS.ProcessEnv = process.env): Workspace {
  const root = ancestorWith(import.meta.dirname, "pnpm-workspace.yaml");
  if (root === undefined) throw new InternalError(`no pnpm-workspace.yaml above ${import.meta.dirname}`);
  return {
    root,
    stages: resolve(environment.LIMEN_STAGES || join(root, "stages")),
    artifacts: resolve(environment.LIMEN_ARTIFACTS || join(root, "artifacts")),
  };
}

/** The nearest folder at or above `start` that holds `name`. */
export function ancestorWith(start: string, name: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
