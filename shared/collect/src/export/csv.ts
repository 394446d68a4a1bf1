/** A spreadsheet takes a cell that begins so for a formula, and runs it; the wide letters too, in some languages. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** With a semicolon or a tab, some spreadsheets would begin a cell of its own after it. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

/** Rows as CSV with a header (RFC 4180). Texts that spreadsheets would run begin with an apostrophe. */
export function csvOf(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map(csvLine).join("");
}

/** One line of it, for tables that are written as they are read. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

export function ratingColumn(name: string): string {
  return `rating_${name}`;
}

/** A row as a spreadsheet has it: ratings become a column of each class that is rated. */
export function flatRow(row: object, rated: readonly string[]): Record<string, unknown> {
  if (!("ratings" in row)) return { ...row };
  const { ratings, ...rest } = row as Record<string, unknown> & { readonly ratings: Float32Array | null };
  const cells = rated.map((name, index) => [ratingColumn(name), ratings?.[index] ?? null]);
  return { ...rest, ...Object.fromEntries(cells) };
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
