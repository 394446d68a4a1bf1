import type { Readable } from "node:stream";
import { suggestion, UserError } from "@limen/errors";
import { parse } from "csv-parse";

export interface CsvRow {
  /** Row of the file, the header being row 1. */
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}

/**
 * Rows of a CSV file with a header, one by one. A byte order mark is skipped, cells are trimmed, empty lines are
 * passed over, rows that are too short or long come as they are. Throws a UserError when wanted columns are missing
 * (names found, names wanted) or the file is no CSV.
 */
export async function* readCsv(
  stream: Readable,
  file: string,
  wanted: readonly string[],
): AsyncGenerator<CsvRow> {
  let header: string[] | undefined;
  const parser = stream.pipe(
    parse({
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: 1_000_000,
    }),
  );
  stream.once("error", (error) => parser.destroy(error));
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row++;
      if (header === undefined) {
        header = record;
        checkColumns(header, wanted, file);
      } else {
        yield { row, cells: Object.fromEntries(header.map((name, i) => [name, record[i] ?? ""])) };
      }
    }
  } catch (error) {
    if (!isCsvError(error)) throw error;
    throw new UserError({
      message: `not a readable CSV file: ${error.message}`,
      place: { file },
      hint: "a CSV file has commas between cells and a header as its first row",
    });
  } finally {
    stream.destroy();
  }
  if (header === undefined) checkColumns([], wanted, file);
}

function checkColumns(found: readonly string[], wanted: readonly string[], file: string): void {
  const missing = wanted.filter((name) => !found.includes(name));
  if (missing.length === 0) return;
  throw new UserError(
    missing.map((name) => ({
      message: `there is no column "${name}"; the columns are ${found.join(", ") || "none: the file is empty"}`,
      place: { file, row: 1 },
      hint: `wanted: ${wanted.join(", ")}${found.length > 0 ? `; ${suggestion(name, found)}` : ""}`,
    })),
  );
}

function isCsvError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
}
