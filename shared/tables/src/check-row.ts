import { InternalError } from "@limen/errors";
import type { ColumnKind, TableSpec } from "./spec.ts";

export const NULL_PROBLEM = "null, but the column is not nullable";

/**
 * Throws an InternalError that names table, row and column unless every cell fits its column.
 * A bad cell is a bug of the stage that made it, never the user's mistake.
 */
export function checkRow(
  spec: TableSpec,
  row: Readonly<Record<string, unknown>>,
  index: number,
  classes: number,
): void {
  const fail = (column: string, problem: string): never => {
    throw new InternalError(`table ${spec.name}, row ${index}, column ${column}: ${problem}`);
  };
  for (const [name, column] of Object.entries(spec.columns)) {
    const cell = row[name];
    if (cell === null) {
      if (!column.nullable) fail(name, NULL_PROBLEM);
      continue;
    }
    const problem = cellProblem(column.kind, cell, classes);
    if (problem !== undefined) fail(name, problem);
  }
  for (const name of Object.keys(row)) {
    if (!Object.hasOwn(spec.columns, name)) fail(name, "the table has no such column");
  }
}

/** What is wrong with a cell that is not null, or undefined. */
export function cellProblem(kind: ColumnKind, cell: unknown, classes: number): string | undefined {
  switch (kind) {
    case "text":
    case "choice":
      return textProblem(cell);
    case "int32":
      return Number.isInteger(cell) && (cell as number) === ((cell as number) | 0)
        ? undefined
        : expected("an int32", cell);
    case "float32":
      return typeof cell === "number" && Number.isFinite(Math.fround(cell))
        ? undefined
        : expected("a finite float32", cell);
    case "float64":
      return Number.isFinite(cell) ? undefined : expected("a finite number", cell);
    case "bool":
      return typeof cell === "boolean" ? undefined : expected("true or false", cell);
    case "image":
      return imageProblem(cell);
    case "distribution":
      return vectorProblem(cell, classes);
    case "vector":
      return vectorProblem(cell, undefined);
  }
}

function textProblem(cell: unknown): string | undefined {
  if (typeof cell !== "string") return expected("text", cell);
  // UTF-8 has no lone surrogates: they would silently become U+FFFD.
  return /\p{Surrogate}/u.test(cell) ? "text with half a surrogate pair cannot be stored" : undefined;
}

function imageProblem(cell: unknown): string | undefined {
  if (typeof cell !== "object" || cell === null) return expected("{bytes, path}", cell);
  const { bytes, path } = cell as { bytes?: unknown; path?: unknown };
  if (!(bytes instanceof Uint8Array)) return expected("bytes as a Uint8Array", bytes);
  return path === null ? undefined : textProblem(path);
}

function vectorProblem(cell: unknown, length: number | undefined): string | undefined {
  if (!(cell instanceof Float32Array)) return expected("a Float32Array", cell);
  if (length !== undefined && cell.length !== length)
    return `${cell.length} values, but there are ${length} classes`;
  const bad = cell.findIndex((value) => !Number.isFinite(value));
  return bad < 0 ? undefined : `value ${bad} is ${cell[bad]}; only finite numbers can be stored`;
}

function expected(what: string, got: unknown): string {
  const shown = typeof got === "string" ? JSON.stringify(got.slice(0, 40)) : describe(got);
  return `got ${shown}, expected ${what}`;
}

function describe(got: unknown): string {
  if (typeof got === "object" && got !== null) return got.constructor?.name ?? "object";
  return String(got);
}
