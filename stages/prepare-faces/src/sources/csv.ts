import { posix } from "node:path";
import { UserError } from "@limen/errors";
import { splitter } from "../assign-split.ts";
import type { Candidate, FaceSource } from "../candidate.ts";
import { chooseClasses } from "../choose-classes.ts";
import { type FileSet, openFileSet } from "../files/file-set.ts";
import type { Params } from "../params.ts";
import { type CsvRow, readCsv } from "../read-csv.ts";
import type { Rejects } from "../rejects.ts";
import { selectLimited } from "../select-limited.ts";
import { splitNamed } from "../split-by-hash.ts";
import { readLabelledRow, wantedColumns } from "./labelled-rows.ts";

/** Pictures listed in the one CSV of a folder or archive, with labels or vote counts in named columns. */
export async function openCsv(path: string, params: Params, rejects: Rejects): Promise<FaceSource> {
  const files = await openFileSet(path, rejects);
  try {
    const csv = onlyCsv(files, path);
    const rows: CsvRow[] = [];
    for await (const row of readCsv(files.open(csv), csv, wantedColumns(params))) rows.push(row);
    const labels = rows.map(({ cells }) => cells[params.labelColumn] ?? "").filter((label) => label !== "");
    const found = params.voteColumns.length > 0 ? params.voteColumns : [...new Set(labels)].toSorted();
    const classes = chooseClasses(params.classes, found, path);
    const dropped = new Map<string, number>();
    const candidates = candidatesOf(rows, csv, files, params, classes, rejects, dropped);
    const chosen = selectLimited(candidates, params.limit);
    return { classes, total: chosen.length, candidates: chosen, dropped, close: files.close };
  } catch (error) {
    await files.close();
    throw error;
  }
}

function onlyCsv(files: FileSet, path: string): string {
  const found = files.names.filter((name) => /\.csv$/i.test(name));
  const alone = files.names.length === 1 && found.length === 1;
  if (found.length === 1 && !alone) return found[0]!;
  throw new UserError({
    message: alone
      ? "this is the CSV alone: there are no pictures"
      : found.length === 0
        ? "there is no CSV file"
        : `there are ${found.length} CSV files: ${found.slice(0, 5).join(", ")}`,
    place: { file: path, field: "path" },
    hint: "give the folder or archive that holds one CSV file and the pictures it names",
  });
}

function candidatesOf(
  rows: readonly CsvRow[],
  csv: string,
  files: FileSet,
  params: Params,
  classes: readonly string[],
  rejects: Rejects,
  dropped: Map<string, number>,
): Candidate[] {
  const present = new Set(files.names);
  const seen = new Set<string>();
  const named = new Set(rows.flatMap(({ cells }) => splitNamed(cells[params.splitColumn] ?? "") ?? []));
  const splitOf = splitter(named, { valid: params.validShare, test: params.testShare });
  return rows.flatMap(({ row, cells }): Candidate[] => {
    const reject = (reason: string): Candidate[] => {
      rejects.add(csv, row, reason);
      return [];
    };
    const name = cells[params.imageColumn] ?? "";
    if (name === "") return reject("empty row: no image name");
    const file = locate(name, csv, present);
    if (file === undefined) return reject(`there is no picture "${name}"`);
    if (seen.has(file)) return reject("the picture is listed twice: the first row is used");
    seen.add(file);
    const read = readLabelledRow((column) => cells[column] ?? "", params, classes);
    if (read.kind === "reject") return reject(read.reason);
    if (read.kind === "dropped") {
      dropped.set(read.reason, (dropped.get(read.reason) ?? 0) + 1);
      return [];
    }
    const { label, votes, cast, identity } = read;
    const split = splitOf(read.split, identity ?? file);
    return [{ id: file, file, row, split, label, votes, cast, identity, image: () => files.read(file) }];
  });
}

/** The listed name, read from the folder of the CSV or from the top; it cannot lead out of the file set. */
function locate(name: string, csv: string, present: ReadonlySet<string>): string | undefined {
  const plain = name.replaceAll("\\", "/");
  const beside = posix.normalize(posix.join(posix.dirname(csv), plain));
  return [beside, posix.normalize(plain)].find((file) => present.has(file));
}
