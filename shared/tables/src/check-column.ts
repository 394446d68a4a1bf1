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
  const { values, present } = column;
  if (present !== null && !nullable) {
    const row = present.indexOf(0);
    if (row >= 0) return { row, problem: NULL_PROBLEM };
  }
  if (!(values instanceof Float64Array || values instanceof Float32Array)) return undefined;
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row]!) || present?.[row] === 0) continue;
    return { row, problem: cellProblem(kind, values[row], 0)! };
  }
  return undefined;
}
