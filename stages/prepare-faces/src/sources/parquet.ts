import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "@limen/errors";
import { scanForeignTable } from "@limen/tables";
import { splitter } from "../assign-split.ts";
import type { Candidate, FaceSource, Split } from "../candidate.ts";
import { chooseClasses } from "../choose-classes.ts";
import type { Params } from "../params.ts";
import type { Rejects } from "../rejects.ts";
import { firstOfEachSplit } from "../select-limited.ts";
import { splitNamed } from "../split-by-hash.ts";
import { readLabelledRow, wantedColumns } from "./labelled-rows.ts";

/** Parquet files with an image column (bytes, or a struct of bytes and path, as Hugging Face stores it). */
export async function openParquetFaces(path: string, params: Params, rejects: Rejects): Promise<FaceSource> {
  const { folder, names } = await parquetFiles(path);
  const labels = new Set<string>();
  const splits = new Set<Split>();
  const small = wantedColumns(params).slice(1);
  for (const name of names) {
    for await (const group of scanForeignTable(join(folder, name), { columns: small })) {
      for (const row of group.rows) {
        const label = text(row[params.labelColumn]);
        if (label !== "") labels.add(label);
        const split = splitNamed(text(row[params.splitColumn]));
        if (split !== undefined) splits.add(split);
      }
    }
  }
  const found = params.voteColumns.length > 0 ? params.voteColumns : [...labels].toSorted();
  const classes = chooseClasses(params.classes, found, path);
  const dropped = new Map<string, number>();
  const splitOf = splitter(splits, { valid: params.validShare, test: params.testShare });
  const all = candidatesOf(folder, names, params, classes, splitOf, rejects, dropped);
  return {
    classes,
    total: undefined,
    candidates: firstOfEachSplit(all, params.limit),
    dropped,
    close: async () => {},
  };
}

async function parquetFiles(path: string): Promise<{ folder: string; names: readonly string[] }> {
  const found = await stat(path).catch(() => undefined);
  const hint = "give a Parquet file or a folder of Parquet files";
  if (found === undefined)
    throw new UserError({ message: "there is no such file or folder", place: { file: path }, hint });
  if (!found.isDirectory()) return { folder: dirname(path), names: [basename(path)] };
  const names = (await readdir(path))
    .filter((name) => name.endsWith(".parquet") && !name.startsWith("."))
    .toSorted();
  if (names.length === 0)
    throw new UserError({ message: "there is no Parquet file", place: { file: path }, hint });
  return { folder: path, names };
}

async function* candidatesOf(
  folder: string,
  names: readonly string[],
  params: Params,
  classes: readonly string[],
  splitOf: ReturnType<typeof splitter>,
  rejects: Rejects,
  dropped: Map<string, number>,
): AsyncGenerator<Candidate> {
  const columns = wantedColumns(params);
  for (const file of names) {
    let row = 0;
    for await (const group of scanForeignTable(join(folder, file), { columns })) {
      for (const cells of group.rows) {
        row++;
        const bytes = imageBytes(cells[params.imageColumn]);
        const read = readLabelledRow((column) => text(cells[column]), params, classes);
        if (bytes === undefined) rejects.add(file, row, `no picture bytes in column ${params.imageColumn}`);
        else if (read.kind === "reject") rejects.add(file, row, read.reason);
        else if (read.kind === "dropped") dropped.set(read.reason, (dropped.get(read.reason) ?? 0) + 1);
        else {
          const { label, votes, cast, identity } = read;
          const id = `${file}-${String(row).padStart(6, "0")}`;
          const split = splitOf(read.split, identity ?? id);
          yield { id, file, row, split, label, votes, cast, identity, image: async () => bytes };
        }
      }
    }
  }
}

function imageBytes(cell: unknown): Uint8Array | undefined {
  if (cell instanceof Uint8Array) return cell;
  if (typeof cell !== "object" || cell === null || !("bytes" in cell)) return undefined;
  return cell.bytes instanceof Uint8Array ? cell.bytes : undefined;
}

function text(cell: unknown): string {
  return cell === null || cell === undefined ? "" : String(cell).trim();
}
