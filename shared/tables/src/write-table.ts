import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InternalError, UserError } from "@limen/errors";
import { makeData, RecordBatch, type Schema, Struct, Table, tableToIPC } from "apache-arrow";
import { arrowSchema } from "./arrow-schema.ts";
import { checkRow } from "./check-row.ts";
import { encodeColumn } from "./encode-column.ts";
import { classesOf, TABLE_KEY } from "./metadata.ts";
import { openParquet } from "./open-parquet.ts";
import { borrowThread, defaultLimits, ParquetFailure, type ParquetThread } from "./parquet-thread.ts";
import type { Row, TableSpec } from "./spec.ts";

export interface WriteOptions {
  /** Text kept in the file's schema, e.g. `classes` as a JSON list. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Rows of a row group: 1,024 for tables with images, else 65,536. */
  readonly rowGroupRows?: number;
}

/**
 * Writes rows to a Parquet file (zstd), row group by row group, aside and then by renaming.
 * The same rows give the same bytes. Throws an InternalError for a cell that does not fit its column.
 */
export async function writeTable<T extends TableSpec>(
  path: string,
  spec: T,
  rows: Iterable<Row<T>> | AsyncIterable<Row<T>>,
  options: WriteOptions = {},
): Promise<{ rows: number }> {
  const metadata = checkedMetadata(spec, options.metadata ?? {});
  const schema = arrowSchema(spec, metadata);
  const classes = metadata.classes === undefined ? 0 : classesOf(metadata).length;
  const rowGroupRows = options.rowGroupRows ?? defaultRowGroupRows(spec);
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  await mkdir(dirname(path), { recursive: true });
  await rm(aside, { force: true });
  const thread = borrowThread(defaultLimits);
  try {
    const written = await writeGroups(
      thread,
      aside,
      spec,
      schema,
      rowsInGroups(spec, rows, rowGroupRows, classes),
      rowGroupRows,
    );
    thread.release();
    await checkCount(aside, spec, written);
    await rename(aside, path);
    return { rows: written };
  } catch (error) {
    await thread.end();
    await rm(aside, { force: true });
    if (error instanceof ParquetFailure) {
      throw new UserError({ message: `cannot be written: ${error.message}`, place: { file: path } });
    }
    throw error;
  }
}

function checkedMetadata(
  spec: TableSpec,
  metadata: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(metadata)) {
    if (key === TABLE_KEY || key.startsWith("ARROW:"))
      throw new InternalError(`table ${spec.name}: metadata ${key} is reserved`);
    if (typeof value !== "string") throw new InternalError(`table ${spec.name}: metadata ${key} is not text`);
  }
  return metadata;
}

function defaultRowGroupRows(spec: TableSpec): number {
  return Object.values(spec.columns).some((column) => column.kind === "image") ? 1024 : 65_536;
}

type AnyRow = Readonly<Record<string, unknown>>;

async function* rowsInGroups<T extends TableSpec>(
  spec: T,
  rows: Iterable<Row<T>> | AsyncIterable<Row<T>>,
  groupRows: number,
  classes: number,
): AsyncGenerator<readonly AnyRow[]> {
  let group: AnyRow[] = [];
  let index = 0;
  for await (const row of rows) {
    checkRow(spec, row, index++, classes);
    group.push(row);
    if (group.length === groupRows) {
      yield group;
      group = [];
    }
  }
  // A table without rows still has its schema.
  if (group.length > 0 || index === 0) yield group;
}

async function writeGroups(
  thread: ParquetThread,
  path: string,
  spec: TableSpec,
  schema: Schema,
  groups: AsyncIterable<readonly AnyRow[]>,
  rowGroupRows: number,
): Promise<number> {
  let written = 0;
  let started = false;
  for await (const group of groups) {
    const batch = encodeGroup(spec, schema, group);
    await thread.request(
      started ? { op: "append", batch } : { op: "create", path, rowGroupRows, first: batch },
      [batch.buffer],
    );
    started = true;
    written += group.length;
  }
  await thread.request({ op: "finish" });
  return written;
}

/** One row group as an Arrow IPC stream in a buffer of its own, ready to be handed over. */
function encodeGroup(spec: TableSpec, schema: Schema, rows: readonly AnyRow[]): Uint8Array<ArrayBuffer> {
  const children = schema.fields.map((field) => {
    const cells = rows.map((row) => row[field.name]);
    return encodeColumn(spec.columns[field.name]!.kind, field.type, cells);
  });
  const data = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children });
  return new Uint8Array(tableToIPC(new Table([new RecordBatch(schema, data)]), "stream"));
}

/** parquet-wasm's streaming writer drops a batch that it cannot encode without a word. */
async function checkCount(path: string, spec: TableSpec, expected: number): Promise<void> {
  const parquet = await openParquet(path, defaultLimits);
  await parquet.close();
  if (parquet.rows !== expected) {
    throw new InternalError(`table ${spec.name}: ${expected} rows given, but ${parquet.rows} were written`);
  }
}
