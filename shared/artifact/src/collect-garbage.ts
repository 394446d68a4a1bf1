import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Layout } from "./layout.ts";
import { readLease } from "./lease.ts";
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

/**
 * Deletes what no pipeline's current runs need: their records and objects stay, all else goes. `dryRun` only lists.
 * Throws a UserError when a running process uses the store.
 */
export function collectGarbage(layout: Layout, { dryRun }: { dryRun: boolean }): Garbage[] {
  const claim = claimCollection(layout);
  try {
    const garbage = findGarbage(layout);
    if (!dryRun) for (const { path } of garbage) rmSync(path, { recursive: true, force: true });
    return garbage;
  } finally {
    claim.release();
  }
}

function findGarbage(layout: Layout): Garbage[] {
  const records = new RunRecords(layout);
  const keptKeys = new Set(listViews(layout).flatMap((view) => Object.values(view.nodes)));
  const keptObjects = new Set<string>();
  for (const key of keptKeys) {
    const found = records.find(key);
    if (found.state !== "found") continue;
    for (const { digest } of Object.values(found.record.outputs)) keptObjects.add(digest);
  }
  return [
    ...files(layout.runs, (name) => !keptKeys.has(name.replace(/\.json$/, "")), "run of no current pipeline"),
    ...objectFolders(layout).flatMap((folder) =>
      files(folder, (name) => !keptObjects.has(name), "object of no current pipeline"),
    ),
    // Work of a run that was stopped is worth hours and is kept until its run succeeds, unless its run was left behind.
    ...files(layout.work, (name) => records.find(name).state === "found", "work of a finished run"),
    ...abandonedScratch(layout).map((path) => garbageAt(path, "left by a process that was killed")),
    ...files(layout.quarantine, () => true, "quarantined"),
    ...files(layout.locks, (name) => isDeadLock(join(layout.locks, name)), "lock of a dead process"),
  ];
}

function objectFolders(layout: Layout): string[] {
  return readdirSync(layout.objects).map((name) => join(layout.objects, name));
}

function files(folder: string, isGarbage: (name: string) => boolean, why: string): Garbage[] {
  return readdirSync(folder)
    .filter(isGarbage)
    .map((name) => garbageAt(join(folder, name), why));
}

function garbageAt(path: string, why: string): Garbage {
  return { path, bytes: sizeOf(path), why };
}

function sizeOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function isDeadLock(path: string): boolean {
  if (basename(path).endsWith(".part")) return true;
  const lease = readLease(path);
  return lease === undefined ? false : isProvablyDead(lease.holder);
}
