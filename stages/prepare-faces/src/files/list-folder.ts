import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FileSet } from "./file-set.ts";

/** A set of plain files below a folder. */
export async function listFolder(path: string, names: readonly string[]): Promise<FileSet> {
  return {
    names: names.toSorted(),
    read: (name) => readFile(join(path, name)),
    open: (name) => createReadStream(join(path, name)),
    close: async () => {},
  };
}
