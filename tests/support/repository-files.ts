import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./root.ts";

/** Folders that git ignores: see .gitignore. */
const IGNORED = new Set(["node_modules", ".git", ".turbo", "artifacts"]);

/** Files of the repository, without what git ignores; relative paths. Needs no git: an unpacked archive has none. */
export function repositoryFiles(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? repositoryFiles(path) : [relative(root, path)];
  });
}
