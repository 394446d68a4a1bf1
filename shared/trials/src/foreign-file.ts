/** A file of someone else's, as text cells. */
export interface ForeignFile {
  /** Name for messages and rejects; within the folder, where a folder was given. */
  readonly file: string;
  /** What it was read as, e.g. `CSV (semicolon), UTF-16`. */
  readonly format: string;
  readonly columns: readonly string[];
  readonly rows: readonly ForeignRow[];
  /** What separates cells, for a CSV: a comma then is no decimal mark. */
  readonly delimiter?: string;
}

export interface ForeignRow {
  /** Row within the file: a CSV's header is row 1; the first row of Parquet and the first record of JSON are row 1. */
  readonly row: number;
  /** One cell a column; a missing cell is empty text. */
  readonly cells: readonly string[];
  /** Which of the results that the file holds, from 1: JATOS writes one a line, and each is a participant's. */
  readonly result?: number;
}

/** A value of JSON or Parquet as the text that a CSV would hold. */
export function asText(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value).trim();
}
