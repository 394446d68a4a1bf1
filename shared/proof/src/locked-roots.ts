import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ArtifactStore, digestText, type Kept, writeDurably } from "@limen/artifact";
import { type Problem, throwIfAny } from "@limen/errors";
import { type LockLookup, readLock } from "./lock-file.ts";

/** Remembers where a lock file lies, so that garbage collection finds those outside pipelines/ too. */
export function rememberLock({ layout }: ArtifactStore, path: string): void {
  const place = resolve(path);
  writeDurably(join(layout.roots, digestText(place)), `${place}\n`);
}

/**
 * What lock files name: those beside the pipelines of `folder`, and those that were made for this store. Throws a UserError
 * for a damaged one: taken for none, what it names would be deleted.
 */
export function lockedNames(store: ArtifactStore, folder: string): Kept {
  const places = new Set([...lockFilesOf(folder), ...rememberedLocks(store)]);
  const lookups = [...places].map((path): LockLookup => readLock(path));
  throwIfAny(
    lookups.flatMap(({ state, path }): Problem[] => {
      if (state !== "damaged") return [];
      const message = "this lock file is not as limen lock wrote it, so what it needs is not known";
      const hint = "take it back from version control, make it anew with npx limen lock, or delete it";
      return [{ message, place: { file: path }, hint }];
    }),
  );
  const nodes = lookups.flatMap((lookup) =>
    lookup.state === "found" ? Object.values(lookup.lock.nodes) : [],
  );
  return {
    keys: new Set(nodes.map(({ key }) => key)),
    objects: new Set(nodes.flatMap(({ outputs }) => Object.values(outputs).map(({ sha256 }) => sha256))),
  };
}

function lockFilesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".lock.json"))
    .map((name) => resolve(folder, name));
}

/** A remembered file that is gone needs nothing any more. */
function rememberedLocks({ layout }: ArtifactStore): string[] {
  return readdirSync(layout.roots).flatMap((name) => {
    const path = readFileSync(join(layout.roots, name), "utf8").trim();
    if (existsSync(path)) return [path];
    rmSync(join(layout.roots, name), { force: true });
    return [];
  });
}
