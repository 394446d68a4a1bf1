import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { sizeOf } from "./disk-use.ts";
import type { Layout } from "./layout.ts";
import { readLease } from "./lease.ts";
import { requireOwnFolder } from "./own-folder.ts";
import { isProvablyDead } from "./process-identity.ts";
import { RunRecords } from "./run-record.ts";
import { abandonedScratch } from "./scratch.ts";
import { claimCollection } from "./usage.ts";
import { listViews } from "./views.ts";

export interface Garbage {
  readonly path: string;
  readonly bytes: number;
  readonly why: string;
}

/** Runs and objects that stay, whatever the pipelines' views say. */
export interface Kept {
  readonly keys: ReadonlySet<string>;
  readonly objects: ReadonlySet<string>;
}

export interface CollectOptions {
  /** Only list. */
  readonly dryRun: boolean;
  readonly kept?: Kept;
}

const NOTHING: Kept = { keys: new Set(), objects: new Set() };

/**
 * Deletes what neither a pipeline's current runs need nor `kept` names: their records and objects stay, all else goes.
 * Throws a UserError when a running process uses the store, or links within it lead elsewhere.
 */
export function collectGarbage(layout: Layout, { dryRun, kept = NOTHING }: CollectOptions): Garbage[] {
  const claim = claimCollection(layout);
  try {
    const garbage = findGarbage(layout, kept);
    if (!dryRun) for (const { path } of garbage) rmSync(path, { recursive: true, force: true });
    return garbage;
  } finally {
    claim.release();
  }
}

function findGarbage(layout: Layout, kept: Kept): Garbage[] {
  const records = new RunRecords(layout);
  const keptKeys = new Set([...listViews(layout).flatMap((view) => Object.values(view.nodes)), ...kept.keys]);
  const keptObjects = new Set(kept.objects);
  for (const key of keptKeys) {
    const found = records.find(key);
    if (found.state !== "found") continue;
    for (const { digest } of Object.values(found.record.outputs)) keptObjects.add(digest);
  }
  return [
    ...files(
      layout.runs,
      (name) => !keptKeys.has(name.replace(/\.json$/, "")),
      "run of no current pipeline or lock file",
    ),
    ...objectFolders(layout).flatMap((folder) =>
      files(folder, (name) => !keptObjects.has(name), "object of no current pipeline or lock file"),
    ),
    // Work of a run that was stopped is worth hours and is kept until its run succeeds, unless its run was left behind.
    ...files(layout.work, (name) => records.find(name).state === "found", "work of a finished run"),
    ...abandonedScratch(layout).map((path) => garbageAt(path, "left by a process that was killed")),
    ...files(layout.quarantine, () => true, "quarantined"),
    ...[layout.root, layout.roots, ...viewFolders(layout.views)].flatMap((folder) =>
      files(folder, (name) => name.endsWith(".part"), "left by a process that was killed"),
    ),
    ...files(layout.locks, (name) => isDeadLock(join(layout.locks, name)), "lock of a dead process"),
  ];
}

/** Throws a UserError when one is a link: what lies there is not the store's to delete. */
function objectFolders({ objects }: Layout): string[] {
  const folders = readdirSync(objects).map((name) => join(objects, name));
  for (const folder of folders) requireOwnFolder(objects, folder);
  return folders;
}

/** A view's index and links are written aside first, beside where they go. */
function viewFolders(folder: string): string[] {
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...inner.flatMap(({ name }) => viewFolders(join(folder, name)))];
}

function files(folder: string, isGarbage: (name: string) => boolean, why: string): Garbage[] {
  return readdirSync(folder)
    .filter(isGarbage)
    .map((name) => garbageAt(join(folder, name), why));
}

function garbageAt(path: string, why: string): Garbage {
  return { path, bytes: sizeOf(path), why };
}

function isDeadLock(path: string): boolean {
  if (basename(path).endsWith(".part")) return true;
  const lease = readLease(path);
  return lease === undefined ? false : isProvablyDead(lease.holder);
}
