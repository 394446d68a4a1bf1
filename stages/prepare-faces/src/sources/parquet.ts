import { splitter } from "../assign-split.ts";
import type { Candidate, FaceSource, Split } from "../candidate.ts";
import { chooseClasses } from "../choose-classes.ts";
import type { Params } from "../params.ts";
import type { Rejects } from "../rejects.ts";
import { firstOfEachSplit } from "../select-limited.ts";
import { splitNamed } from "../split-by-hash.ts";
import { readLabelledRow, wantedColumns } from "./labelled-rows.ts";
import { openParquetFiles, type ParquetFiles } from "./parquet-files.ts";

/** Parquet files with an image column (bytes, or a struct of bytes and path, as Hugging Face stores it). */
export async function openParquetFaces(path: string, params: Params, rejects: Rejects): Promise<FaceSource> {
  const files = await openParquetFiles(path, rejects);
  try {
    const { labels, splits } = await survey(files, params);
    const found = params.voteColumns.length > 0 ? params.voteColumns : [...labels].toSorted();
    const classes = chooseClasses(params.classes, found, path);
    const dropped = new Map<string, number>();
    const splitOf = splitter(splits, { valid: params.validShare, test: params.testShare });
    const all = candidatesOf(files, params, classes, splitOf, rejects, dropped);
    const candidates = firstOfEachSplit(all, params.limit);
    return { classes, total: undefined, candidates, dropped, close: files.close };
  } catch (error) {
    await files.close();
    throw error;
  }
}

/** The labels and splits that are named anywhere; pictures are not read for that. */
async function survey(
  files: ParquetFiles,
  params: Params,
): Promise<{ labels: ReadonlySet<string>; splits: ReadonlySet<Split> }> {
  const labels = new Set<string>();
  const splits = new Set<Split>();
  const small = wantedColumns(params).slice(1);
  for (const name of files.names) {
    for await (const group of files.scan(name, small)) {
      for (const row of group.rows) {
        const label = text(row[params.labelColumn]);
        if (label !== "") labels.add(label);
        const split = splitNamed(text(row[params.splitColumn]));
        if (split !== undefined) splits.add(split);
      }
    }
  }
  return { labels, splits };
}

async function* candidatesOf(
  files: ParquetFiles,
  params: Params,
  classes: readonly string[],
  splitOf: ReturnType<typeof splitter>,
  rejects: Rejects,
  dropped: Map<string, number>,
): AsyncGenerator<Candidate> {
  const columns = wantedColumns(params);
  for (const file of files.names) {
    let row = 0;
    for await (const group of files.scan(file, columns)) {
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
