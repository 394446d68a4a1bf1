import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { UserError } from "@limen/errors";
import { type ForeignRows, scanForeignTable } from "@limen/tables";
import { isArchive, NO_PLAIN_FILE } from "../files/file-set.ts";
import { unpackArchive } from "../files/unpack-archive.ts";
import type { Rejects } from "../rejects.ts";

/** The user's Parquet files, in the order of their names. */
export interface ParquetFiles {
  readonly names: readonly string[];
  /** The row groups of one of them, with the named columns. */
  scan(name: string, columns: readonly string[]): AsyncIterable<ForeignRows>;
  close(): Promise<void>;
}

const HINT = "give a Parquet file, or a folder or archive (.tar, .tar.gz, .tgz) of Parquet files";

/** Opens one Parquet file, the files of a folder, or those of an archive. */
export async function openParquetFiles(path: string, rejects: Rejects): Promise<ParquetFiles> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new UserError({ message: "there is no such file or folder", place: { file: path }, hint: HINT });
  if (found.isDirectory()) {
    const names = parquetNames(await plainNames(path, rejects), path);
    return { names, scan: (name, columns) => scanForeignTable(join(path, name), { columns }), close };
  }
  if (isArchive(path)) return openArchive(path, rejects);
  return { names: [basename(path)], scan: (_, columns) => scanForeignTable(path, { columns }), close };
}

/** Parquet is read from its end, which no stream allows: the entries become temporary files, called by number. */
async function openArchive(path: string, rejects: Rejects): Promise<ParquetFiles> {
  const folder = await mkdtemp(join(tmpdir(), "limen-parquet-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const copies = new Map<string, string>();
    const archive = await unpackArchive(path, rejects);
    try {
      for (const [index, name] of parquetNames(archive.names, path).entries()) {
        const copy = join(folder, `${index}.parquet`);
        await pipeline(archive.open(name), createWriteStream(copy));
        copies.set(name, copy);
      }
    } finally {
      await archive.close();
    }
    const scan = (name: string, columns: readonly string[]) =>
      scanCopy(copies.get(name)!, `${path}: ${name}`, columns);
    return { names: [...copies.keys()], scan, close: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Problems name the entry of the archive, since the copy has gone when they are read. */
async function* scanCopy(
  copy: string,
  entry: string,
  columns: readonly string[],
): AsyncGenerator<ForeignRows> {
  try {
    yield* scanForeignTable(copy, { columns });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      error.problems.map((problem) => ({ ...problem, place: { ...problem.place, file: entry } })),
    );
  }
}

/** Names of the files right in a folder; links to Parquet files are refused, as all readers of faces do. */
async function plainNames(path: string, rejects: Rejects): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries) {
    if (!entry.name.endsWith(".parquet") || entry.isFile()) continue;
    rejects.add(
      entry.name,
      null,
      entry.isDirectory() ? "a folder, not a file: put the files in it here" : NO_PLAIN_FILE,
    );
  }
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

function parquetNames(names: readonly string[], path: string): string[] {
  const found = names.filter((name) => name.endsWith(".parquet") && !basename(name).startsWith("."));
  if (found.length > 0) return found.toSorted();
  throw new UserError({ message: "there is no Parquet file", place: { file: path }, hint: HINT });
}

async function close(): Promise<void> {}
