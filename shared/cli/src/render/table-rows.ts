import { createHash } from "node:crypto";
import type { TableSpec } from "@limen/tables/spec";
import { figure, table } from "./format.ts";

const CELL_WIDTH = 24;
/** Rows of one block, whose columns are of even width: a table of millions is shown as it is read. */
const BLOCK_ROWS = 1000;

type Row = Readonly<Record<string, unknown>>;

export interface ShownRows {
  /** Infinity: all. */
  readonly rows: number;
  /** Whether long cells are cut short, and numbers to four digits (else six). */
  readonly cut: boolean;
}

/** A table artifact's number of rows, and the first ones, block by block. */
export async function* tableRows(
  path: string,
  spec: TableSpec,
  { rows, cut }: ShownRows,
): AsyncGenerator<string> {
  const { countRows } = await import("@limen/tables");
  const columns = Object.keys(spec.columns);
  const total = await countRows(path);
  const left = total - rows;
  yield `  ${total} ${total === 1 ? "row" : "rows"}${left > 0 ? `, the first ${rows} (--rows all shows all, --csv prints them)` : ""}`;
  for await (const block of firstRows(path, spec, rows)) {
    const cells = block.map((row) => columns.map((column) => cellText(row[column], cut)));
    yield table(columns, cells);
  }
}

/** Every row as CSV, a block of lines at a time; pictures by their SHA-256. */
export async function* tableCsv(path: string, spec: TableSpec): AsyncGenerator<string> {
  const { csvLine } = await import("@limen/collect/csv");
  const columns = Object.keys(spec.columns);
  yield csvLine(columns);
  for await (const block of firstRows(path, spec, Number.POSITIVE_INFINITY)) {
    yield block.map((row) => csvLine(columns.map((column) => csvValue(row[column])))).join("");
  }
}

/** The first rows in blocks; one empty block of a table without rows, so that its columns are shown. */
async function* firstRows(path: string, spec: TableSpec, rows: number): AsyncGenerator<readonly Row[]> {
  const { scanTable } = await import("@limen/tables");
  let left = rows;
  let none = true;
  for await (const group of scanTable(path, spec)) {
    for (let start = 0; start < group.length && left > 0; start += BLOCK_ROWS) {
      const block = group.slice(start, start + Math.min(BLOCK_ROWS, left)) as readonly Row[];
      left -= block.length;
      none = false;
      yield block;
    }
    if (left <= 0) break;
  }
  if (none) yield [];
}

function cellText(value: unknown, cut: boolean): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number")
    return cut && !Number.isInteger(value) ? value.toPrecision(4) : figure(value);
  if (value instanceof Float32Array) {
    return shorten([...value].map((number) => (cut ? number.toPrecision(2) : figure(number))).join(" "), cut);
  }
  if (isImage(value)) return `image, ${value.bytes.length} bytes`;
  return shorten(String(value), cut);
}

/** Lists as JSON: a text that begins with a minus would pass for a formula. */
function csvValue(value: unknown): unknown {
  if (typeof value === "number") return shortest(value);
  if (value instanceof Float32Array) return JSON.stringify([...value].map(shortest));
  return isImage(value) ? `sha256:${createHash("sha256").update(value.bytes).digest("hex")}` : value;
}

/** The number of fewest digits that is the same one as 32 bits, where 32 bits hold it: .1 was written, not .10000000149. */
function shortest(value: number): number {
  if (Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function isImage(value: unknown): value is { readonly bytes: Uint8Array } {
  return typeof value === "object" && value !== null && "bytes" in value && value.bytes instanceof Uint8Array;
}

function shorten(text: string, cut: boolean): string {
  return cut && text.length > CELL_WIDTH ? `${text.slice(0, CELL_WIDTH - 1)}…` : text;
}
