import { InternalError, suggestion, UserError } from "@limen/errors";
import type { Table } from "apache-arrow";
import { cellProblem } from "./check-row.ts";
import { checkSchema } from "./check-schema.ts";
import { decodeColumn } from "./decode-column.ts";
import { classesOf } from "./metadata.ts";
import { openParquet, type Parquet } from "./open-parquet.ts";
import { defaultLimits } from "./parquet-thread.ts";
import type { Row, TableSpec } from "./spec.ts";

export interface ScanOptions<C extends string = string> {
  /** Read these columns only; default all. */
  readonly columns?: readonly C[];
}

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
  for (const name of columns) {
    if (!Object.hasOwn(spec.columns, name)) {
      throw new InternalError(
        `table ${spec.name} has no column ${name}: ${suggestion(name, Object.keys(spec.columns))}`,
      );
    }
  }
  yield* withParquet(path, async function* (parquet) {
    checkSchema(path, spec, parquet.schema);
    const classText = parquet.schema.metadata.get("classes");
    const classes = classText === undefined ? 0 : classesOf({ classes: classText }).length;
    let done = 0;
    for (let group = 0; group < parquet.groups.length; group++) {
      const table = await parquet.readGroup(group, options.columns);
      yield decodeGroup(path, spec, columns, table, done, classes) as Pick<Row<T>, C>[];
      done += table.numRows;
    }
  });
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

async function* withParquet<R>(
  path: string,
  use: (parquet: Parquet) => AsyncGenerator<R>,
): AsyncGenerator<R> {
  const parquet = await openParquet(path, defaultLimits);
  try {
    yield* use(parquet);
  } finally {
    await parquet.close();
  }
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
      const problem = cell === null ? nullProblem(column.nullable) : cellProblem(column.kind, cell, classes);
      if (problem !== undefined) {
        throw new UserError({
          message: `table ${spec.name}: ${problem}`,
          place: { file, row: firstRow + i, field: name },
        });
      }
      rows[i]![name] = cell;
    });
  }
  return rows;
}

function nullProblem(nullable: boolean): string | undefined {
  return nullable ? undefined : "null, but the column is not nullable";
}
