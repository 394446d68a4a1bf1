import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { UserError } from "@limen/errors";
import { readForeignTable } from "@limen/tables";
import { CsvError, parse } from "csv-parse/sync";

/** A file of someone else's, as text cells. */
export interface ForeignFile {
  /** Name for messages and rejects. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly ForeignRow[];
}

export interface ForeignRow {
  /** Row within the file: a CSV's header is row 1; a Parquet file's first row is row 1. */
  readonly row: number;
  /** One cell a column; a missing cell is empty text. */
  readonly cells: readonly string[];
}

/** Reads CSV (comma, semicolon or tab; with or without a byte-order mark) or Parquet, told apart by the first bytes. */
export async function readRows(path: string): Promise<ForeignFile> {
  const bytes = await readBytes(path);
  const file = basename(path);
  if (bytes.subarray(0, 4).toString("latin1") === "PAR1") return readParquetRows(path, file);
  return readCsvRows(bytes.toString("utf8"), file);
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT")
      throw new UserError({ message: "the file of trials does not exist", place: { file: path } });
    if (code === "EISDIR") {
      throw new UserError({
        message: "the file of trials is a folder",
        place: { file: path },
        hint: "name the file in it",
      });
    }
    throw error;
  }
}

async function readParquetRows(path: string, file: string): Promise<ForeignFile> {
  const { columns, rows } = await readForeignTable(path);
  const names = columns.map((column) => column.name);
  return {
    file,
    columns: names,
    rows: rows.map((row, index) => ({ row: index + 1, cells: names.map((name) => asText(row[name])) })),
  };
}

function asText(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value).trim();
}

function readCsvRows(text: string, file: string): ForeignFile {
  const records = parseCsv(text, file);
  const [header, ...rest] = records;
  if (header === undefined || header.every((cell) => cell === "")) {
    throw new UserError({
      message: "the file of trials is empty",
      place: { file },
      hint: "it needs a header line that names the columns, then one row a trial",
    });
  }
  return { file, columns: header, rows: rest.map((cells, index) => ({ row: index + 2, cells })) };
}

function parseCsv(text: string, file: string): string[][] {
  const options = { bom: true, trim: true, relax_column_count: true, delimiter: guessDelimiter(text) };
  try {
    return parse(text, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as CsvError & { lines?: number }).lines;
    throw new UserError({
      message: `not a CSV file: ${error.message}`,
      place: line === undefined ? { file } : { file, line },
    });
  }
}

/** Whichever of comma, semicolon and tab comes most often in the header line. */
function guessDelimiter(text: string): string {
  const end = text.search(/[\r\n]/);
  const header = end < 0 ? text : text.slice(0, end);
  const count = (mark: string) => header.split(mark).length;
  return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
