import { InternalError, suggestion, UserError } from "@limen/errors";
import type { Table } from "apache-arrow";
import { checkSchema } from "./check-schema.ts";
import { classesOf } from "./metadata.ts";
import { openParquet, type Parquet } from "./open-parquet.ts";
import { defaultLimits } from "./parquet-thread.ts";
import type { TableSpec } from "./spec.ts";

export interface ScanOptions<C extends string = string> {
  /** Read these columns only; default all. */
  readonly columns?: readonly C[];
}

interface Group {
  readonly table: Table;
  /** Number of its first row in the file, from 0. */
  readonly firstRow: number;
  /** How many classes the file's distributions have. */
  readonly classes: number;
}

/** The row groups of a table whose schema was checked, all columns or some. */
export async function* scanGroups(
  path: string,
  spec: TableSpec,
  columns: readonly string[] | undefined,
): AsyncGenerator<Group> {
  for (const name of columns ?? []) {
    if (!Object.hasOwn(spec.columns, name)) {
      throw new InternalError(
        `table ${spec.name} has no column ${name}: ${suggestion(name, Object.keys(spec.columns))}`,
      );
    }
  }
  const parquet = await openParquet(path, defaultLimits);
  let ahead: Promise<Table> | undefined;
  try {
    checkSchema(path, spec, parquet.schema);
    const classText = parquet.schema.metadata.get("classes");
    const classes = classText === undefined ? 0 : classesOf({ classes: classText }).length;
    let firstRow = 0;
    ahead = readAhead(parquet, 0, columns);
    for (let group = 0; group < parquet.groups.length; group++) {
      const table = await ahead!;
      // The Parquet thread reads the next group while this one is used.
      ahead = readAhead(parquet, group + 1, columns);
      yield { table, firstRow, classes };
      firstRow += table.numRows;
    }
  } finally {
    await ahead?.catch(() => undefined);
    await parquet.close();
  }
}

function readAhead(
  parquet: Parquet,
  group: number,
  columns: readonly string[] | undefined,
): Promise<Table> | undefined {
  if (group >= parquet.groups.length) return undefined;
  const reading = parquet.readGroup(group, columns);
  // Whoever waits for it gets the error; until then it must not count as unhandled.
  reading.catch(() => undefined);
  return reading;
}

/** A cell that the table does not allow. */
export function cellError(
  spec: TableSpec,
  file: string,
  row: number,
  field: string,
  problem: string,
): UserError {
  return new UserError({ message: `table ${spec.name}: ${problem}`, place: { file, row, field } });
}
