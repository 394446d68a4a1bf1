import type { Table } from "apache-arrow";
import { cellProblem, NULL_PROBLEM } from "./check-row.ts";
import { decodeColumn } from "./decode-column.ts";
import { openParquet } from "./open-parquet.ts";
import { defaultLimits } from "./parquet-thread.ts";
import { cellError, type ScanOptions, scanGroups } from "./scan-groups.ts";
import type { Row, TableSpec } from "./spec.ts";

/**
 * All rows of a table and its metadata. Throws a UserError that names the file when it is not this table,
 * is damaged, or holds a cell that the table does not allow (null, NaN).
 */
export async function readTable<T extends TableSpec>(
  path: string,
  spec: T,
): Promise<{ rows: Row<T>[]; metadata: Record<string, string> }> {
  const metadata = await readMetadata(path);
  const rows: Row<T>[] = [];
  for await (const group of scanTable(path, spec)) for (const row of group) rows.push(row as Row<T>);
  return { rows, metadata };
}

/** The rows of a table, one row group at a time, so that memory does not grow with rows. Errors as readTable. */
export async function* scanTable<
  T extends TableSpec,
  C extends keyof T["columns"] & string = keyof T["columns"] & string,
>(path: string, spec: T, options: ScanOptions<C> = {}): AsyncGenerator<Pick<Row<T>, C>[]> {
  const columns = options.columns ?? Object.keys(spec.columns);
  for await (const { table, firstRow, classes } of scanGroups(path, spec, options.columns)) {
    yield decodeGroup(path, spec, columns, table, firstRow, classes) as Pick<Row<T>, C>[];
  }
}

/** The text that a table's schema carries, e.g. `classes`. */
export async function readMetadata(path: string): Promise<Record<string, string>> {
  const parquet = await openParquet(path, defaultLimits);
  await parquet.close();
  return Object.fromEntries(parquet.schema.metadata);
}

/** The number of rows, from the footer alone. */
export async function countRows(path: string): Promise<number> {
  const parquet = await openParquet(path, defaultLimits);
  await parquet.close();
  return parquet.rows;
}

function decodeGroup(
  file: string,
  spec: TableSpec,
  columns: readonly string[],
  table: Table,
  firstRow: number,
  classes: number,
): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = Array.from({ length: table.numRows }, () => ({}));
  for (const name of columns) {
    const column = spec.columns[name]!;
    decodeColumn(column.kind, table.getChild(name)!).forEach((cell, i) => {
      const problem =
        cell !== null ? cellProblem(column.kind, cell, classes) : column.nullable ? undefined : NULL_PROBLEM;
      if (problem !== undefined) throw cellError(spec, file, firstRow + i, name, problem);
      rows[i]![name] = cell;
    });
  }
  return rows;
}
