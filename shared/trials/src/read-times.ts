import type { Problem } from "@limen/errors";
import { groupBy } from "@limen/tables";

/** A median response time below this is in seconds: nobody answers in 30 ms, nor takes 30 s every time. */
const SECONDS_BELOW = 30;

export interface TimeFormat {
  readonly unit: "ms" | "s";
  readonly decimal: "." | ",";
}

/** Response times of one column, over all files that have it. */
export interface TimeColumn {
  readonly name: string;
  readonly cells: readonly string[];
  /** Whether commas separate the file's cells. */
  readonly commaSeparates: boolean;
}

/** How a column writes times, where it was not said: by its name (ending in _ms or _s), and by its cells. */
export function guessTimeFormat(
  { name, cells, commaSeparates }: TimeColumn,
  given: Partial<TimeFormat>,
): TimeFormat {
  const decimal = given.decimal ?? guessDecimal(cells, commaSeparates);
  const unit = given.unit ?? namedUnit(name) ?? guessUnit(cells.map(timeReader({ unit: "ms", decimal })));
  return { unit, decimal };
}

/**
 * Files whose times look like seconds beside files of the same column whose times look like milliseconds: which of them a pooled
 * guess would take wrongly cannot be told.
 */
export function mixedUnits(columns: readonly (TimeColumn & { readonly file: string })[]): Problem[] {
  return [...groupBy(columns, ({ name }) => name).entries()].flatMap(([name, files]): Problem[] => {
    if (namedUnit(name) !== undefined) return [];
    const timed = files.filter(({ cells }) => cells.some((cell) => /\d/.test(cell)));
    const inSeconds = timed.filter((column) => guessTimeFormat(column, {}).unit === "s");
    if (inSeconds.length === 0 || inSeconds.length === timed.length) return [];
    const other = timed.find((column) => !inSeconds.includes(column))!;
    const message = `${name} of ${inSeconds.length} of ${timed.length} files look like seconds; those of ${other.file} look like milliseconds`;
    const hint =
      "if all are alike, say rtUnit; else import the files of each unit apart, or call the columns rt_s and rt_ms";
    return [{ message, place: { file: inSeconds[0]!.file }, hint }];
  });
}

/** (milliseconds) NaN for what is no number. */
export function timeReader({ unit, decimal }: TimeFormat): (cell: string) => number {
  const scale = unit === "s" ? 1000 : 1;
  return (cell) => {
    if (cell === "") return Number.NaN;
    if (decimal === "." || !/^\d*,\d+$/.test(cell)) return Number(cell) * scale;
    return Number(cell.replace(",", ".")) * scale;
  };
}

/**
 * A comma in a number is a decimal mark where commas separate no cells, or where other than three digits follow it;
 * between commas that separate cells "1,234" may be a thousand, and is refused as no number.
 */
function guessDecimal(cells: readonly string[], commaSeparates: boolean): "." | "," {
  const withComma = cells.filter((cell) => /^\d*,\d+$/.test(cell));
  if (withComma.length === 0) return ".";
  return !commaSeparates || withComma.some((cell) => !/,\d{3}$/.test(cell)) ? "," : ".";
}

function namedUnit(name: string): TimeFormat["unit"] | undefined {
  if (/_?ms$|millisec/i.test(name)) return "ms";
  return /_s$|_?sec(onds?)?$/i.test(name) ? "s" : undefined;
}

function guessUnit(times: readonly number[]): TimeFormat["unit"] {
  const numbers = times.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  const middle = numbers[Math.floor(numbers.length / 2)];
  return middle !== undefined && middle < SECONDS_BELOW ? "s" : "ms";
}
