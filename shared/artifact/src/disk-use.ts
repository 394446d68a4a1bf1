import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Layout } from "./layout.ts";

/** Bytes of files under a path, links not followed; 0 when there is none. */
export function sizeOf(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** Bytes of the store by folder. Views are links to objects and take no room of their own. */
export function diskUse({ objects, runs, tmp, work, quarantine }: Layout): Record<string, number> {
  const folders = { objects, runs, tmp, work, quarantine };
  return Object.fromEntries(Object.entries(folders).map(([name, path]) => [name, sizeOf(path)]));
}
