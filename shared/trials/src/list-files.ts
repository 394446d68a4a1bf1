import { readdir, stat } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { UserError } from "@limen/errors";

/** A file to read, and what messages call it. */
export interface ListedFile {
  readonly path: string;
  readonly name: string;
}

/** What a JATOS archive says of its results, which are no trials. */
const JATOS_NOTES = "metadata.json";
const KINDS = [".csv", ".tsv", ".txt", ".json", ".jsonl", ".parquet"];

/**
 * The file itself, or those in a folder and its subfolders whose names end as tables do (JATOS keeps each result in a folder
 * of its own), by name. Hidden files and links are left out. Throws a UserError when there is none.
 */
export async function listFiles(path: string): Promise<ListedFile[]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    throw new UserError({ message: "the file of trials does not exist", place: { file: path } });
  });
  if (!found.isDirectory()) return [{ path, name: path.replace(/^.*[/\\]/, "") }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && KINDS.includes(extname(entry.name).toLowerCase()))
    .filter((entry) => entry.name !== JATOS_NOTES)
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: file, name: relative(path, file).replaceAll("\\", "/") }))
    .filter(({ name }) => !name.split("/").some((part) => part.startsWith(".")))
    .sort((a, b) => compareNames(a.name, b.name));
  if (files.length > 0) return files;
  throw new UserError({
    message: "no file of trials is in this folder",
    place: { file: path },
    hint: `files whose names end in ${KINDS.join(", ")} are read, in subfolders too; unpack archives first`,
  });
}

/** `block2` before `block10`: numbers in names by their value, all else by its letters' codes. */
function compareNames(a: string, b: string): number {
  const parts = (name: string) => name.split(/(\d+)/);
  const [left, right] = [parts(a), parts(b)];
  for (const [place, part] of left.entries()) {
    const other = right[place] ?? "";
    // Every second part is a number.
    const byValue = place % 2 === 1 ? Number(part) - Number(other) : 0;
    if (byValue !== 0) return byValue;
    if (part !== other) return part < other ? -1 : 1;
  }
  return left.length - right.length;
}
