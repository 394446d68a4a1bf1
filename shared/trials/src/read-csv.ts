import { throwIfAny, UserError } from "@limen/errors";
import { CsvError, parse } from "csv-parse/sync";
import type { ForeignFile } from "./foreign-file.ts";

const DELIMITERS = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;
type Delimiter = keyof typeof DELIMITERS;

/**
 * Comma, semicolon, tab or bar; quoted cells may hold any of them, and newlines. The first row that is not blank names the
 * columns, after Excel's `sep=` if there is one; blank rows at the end count for nothing.
 */
export function readCsv(text: string, file: string): ForeignFile {
  const said = /^sep=([,;|\t])\r?\n/i.exec(text);
  const body = said ? text.slice(said[0].length) : text;
  const delimiter = (said?.[1] as Delimiter | undefined) ?? guessDelimiter(body);
  const records = parseCsv(body, file, delimiter);
  const isBlank = (cells: readonly string[]) => cells.every((cell) => cell === "");
  while (records.length > 0 && isBlank(records.at(-1)!)) records.pop();
  const first = records.findIndex((cells) => !isBlank(cells));
  const header = records[first];
  if (header === undefined) {
    throw new UserError({
      message: "the file of trials is empty",
      place: { file },
      hint: "it needs a header line that names the columns, then one row a trial",
    });
  }
  const twice = header.filter((name, place) => name !== "" && header.indexOf(name) !== place);
  throwIfAny(
    [...new Set(twice)].map((name) => ({
      message: `two columns are called "${name}"`,
      place: { file },
      hint: "which of them is meant cannot be told: rename one, or take it away",
    })),
  );
  const skipped = first + (said ? 1 : 0);
  const rows = records.slice(first + 1).map((cells, index) => ({ row: index + skipped + 2, cells }));
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

/** Whichever of them comes most often in the first line with something in it, outside of quotes. */
function guessDelimiter(whole: string): Delimiter {
  const text = whole.trimStart();
  const end = text.search(/[\r\n]/);
  const header = (end < 0 ? text : text.slice(0, end)).replaceAll(/"[^"]*"/g, "");
  const count = (mark: string) => header.split(mark).length;
  const marks = Object.keys(DELIMITERS) as Delimiter[];
  return marks.reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
