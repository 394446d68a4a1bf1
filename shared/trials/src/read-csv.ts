import { UserError } from "@limen/errors";
import { CsvError, parse } from "csv-parse/sync";
import type { ForeignFile } from "./foreign-file.ts";

const DELIMITERS = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;
type Delimiter = keyof typeof DELIMITERS;

/** Comma, semicolon, tab or bar; quoted cells may hold any of them, and newlines. The first row names the columns. */
export function readCsv(text: string, file: string): ForeignFile {
  const delimiter = guessDelimiter(text);
  const [header, ...rest] = parseCsv(text, file, delimiter);
  if (header === undefined || header.every((cell) => cell === "")) {
    throw new UserError({
      message: "the file of trials is empty",
      place: { file },
      hint: "it needs a header line that names the columns, then one row a trial",
    });
  }
  const rows = rest.map((cells, index) => ({ row: index + 2, cells }));
  return { file, format: `CSV (${DELIMITERS[delimiter]})`, columns: header, rows, delimiter };
}

function parseCsv(text: string, file: string, delimiter: Delimiter): string[][] {
  try {
    return parse(text, { trim: true, relax_column_count: true, delimiter });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as CsvError & { lines?: number }).lines;
    throw new UserError({
      message: `not a CSV file: ${error.message}`,
      place: line === undefined ? { file } : { file, line },
    });
  }
}

/** Whichever of them comes most often in the header line, outside of quotes. */
function guessDelimiter(text: string): Delimiter {
  const end = text.search(/[\r\n]/);
  const header = (end < 0 ? text : text.slice(0, end)).replaceAll(/"[^"]*"/g, "");
  const count = (mark: string) => header.split(mark).length;
  const marks = Object.keys(DELIMITERS) as Delimiter[];
  return marks.reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
