import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** A reader makes no folder, and leaves its lock only where it may write. */
export type Access = "read" | "write";

/** The folders of an artifact store; see artifacts/README.md. All lie in one file system, so renames are atomic. */
export interface Layout {
  readonly root: string;
  readonly access: Access;
  readonly objects: string;
  readonly runs: string;
  readonly views: string;
  readonly tmp: string;
  readonly work: string;
  readonly quarantine: string;
  readonly locks: string;
  /** Scripts and logs of a cluster's jobs, deleted by the run that submitted them, or by the next one. */
  readonly jobs: string;
  /** Where lock files lie whose artifacts must stay; see collectGarbage. */
  readonly roots: string;
}

/** Names the store's folders under `root`; makes them for a writer. */
export function openLayout(root: string, access: Access = "write"): Layout {
  const folders = {
    objects: join(root, "objects"),
    runs: join(root, "runs"),
    views: join(root, "views"),
    tmp: join(root, "tmp"),
    work: join(root, "work"),
    quarantine: join(root, "quarantine"),
    locks: join(root, "locks"),
    jobs: join(root, "jobs"),
    roots: join(root, "roots"),
  };
  if (access === "write") for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  return { root, access, ...folders };
}
