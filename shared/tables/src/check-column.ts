import { cellProblem, NULL_PROBLEM } from "./check-row.ts";
import { type Column, isWordColumn, NO_WORD } from "./columns.ts";
import type { ColumnSpec } from "./spec.ts";

/** The first cell that its column does not allow, and why; undefined when all fit. */
export function columnProblem(
  { kind, nullable }: ColumnSpec,
  column: Column,
): { readonly row: number; readonly problem: string } | undefined {
  if (isWordColumn(column)) {
    const row = nullable ? -1 : column.codes.indexOf(NO_WORD);
    return row < 0 ? undefined : { row, problem: NULL_PROBLEM };
  }
  const { values, present, width = 1 } = column;
  if (present !== null && !nullable) {
    const row = present.indexOf(0);
    if (row >= 0) return { row, problem: NULL_PROBLEM };
  }
  if (!(values instanceof Float64Array || values instanceof Float32Array)) return undefined;
  for (let i = 0; i < values.length; i++) {
    const row = width === 1 ? i : Math.floor(i / width);
    if (Number.isFinite(values[i]!) || present?.[row] === 0) continue;
    const cell = kind === "distribution" ? values.slice(row * width, (row + 1) * width) : values[i];
    return { row, problem: cellProblem(kind, cell, width)! };
  }
  return undefined;
}
