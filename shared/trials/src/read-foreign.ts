import { UserError } from "@limen/errors";
import { readForeignTable } from "@limen/tables";
import { decodeText, type Encoding } from "./decode-text.ts";
import { asText, type ForeignFile } from "./foreign-file.ts";
import type { ListedFile } from "./list-files.ts";
import { readCsv } from "./read-csv.ts";
import { readJson } from "./read-json.ts";

const ENCODING_NAMES: Readonly<Record<Encoding, string>> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16, big end first",
  latin1: "Latin-1",
};

/** Reads CSV, JSON or Parquet, told apart by what the file's `bytes` begin with. Throws a UserError for anything else. */
export async function readForeign(
  { path, name }: ListedFile,
  bytes: Buffer,
  encoding?: Encoding,
): Promise<ForeignFile> {
  const start = bytes.subarray(0, 4).toString("latin1");
  if (start === "PAR1") return readParquet(path, name);
  if (start.startsWith("PK")) {
    throw new UserError({
      message: "this is a zip archive, or a workbook",
      place: { file: name },
      hint: "unpack it and name the folder; save a workbook as CSV",
    });
  }
  const { text, encoding: used } = decodeText(bytes, name, encoding);
  const read = /^\s*[[{]/.test(text) ? readJson : readCsv;
  const file = read(text, name);
  return { ...file, format: `${file.format}, ${ENCODING_NAMES[used]}` };
}

async function readParquet(path: string, file: string): Promise<ForeignFile> {
  const { columns, rows } = await readForeignTable(path);
  const names = columns.map((column) => column.name);
  return {
    file,
    format: "Parquet",
    columns: names,
    rows: rows.map((row, index) => ({ row: index + 1, cells: names.map((name) => asText(row[name])) })),
  };
}
