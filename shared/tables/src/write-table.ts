import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InternalError, UserError } from "@limen/errors";
import { type Data, makeData, RecordBatch, type Schema, Struct, Table, tableToIPC } from "apache-arrow";
import { arrowSchema } from "./arrow-schema.ts";
import { columnProblem } from "./check-column.ts";
import { checkRow } from "./check-row.ts";
import type { ColumnGroup } from "./columns.ts";
import { encodeCells } from "./encode-cells.ts";
import { encodeColumn } from "./encode-column.ts";
import { gatherGroups } from "./gather-groups.ts";
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
export function writeTable<T extends TableSpec>(
  path: string,
  spec: T,
  rows: Iterable<Row<T>> | AsyncIterable<Row<T>>,
  options: WriteOptions = {},
): Promise<{ rows: number }> {
  return writeGroups(path, spec, options, (layout) => rowGroups(spec, rows, layout));
}

/**
 * As writeTable, from columns: groups of rows of any size, e.g. those of scanColumns. A column's words come from one list
 * in all groups. The same bytes as the same rows give.
 */
export function writeColumns<T extends TableSpec>(
  path: string,
  spec: T,
  groups: Iterable<ColumnGroup<T>> | AsyncIterable<ColumnGroup<T>>,
  options: WriteOptions = {},
): Promise<{ rows: number }> {
  return writeGroups(path, spec, options, (layout) => columnGroups(spec, groups, layout));
}

/** How a file is laid out. */
interface Layout {
  readonly schema: Schema;
  readonly classes: number;
  readonly groupRows: number;
}

/** A row group as Arrow data, a child a column. */
interface Encoded {
  readonly rows: number;
  readonly children: Data[];
}

async function writeGroups(
  path: string,
  spec: TableSpec,
  options: WriteOptions,
  groupsOf: (layout: Layout) => AsyncIterable<Encoded>,
): Promise<{ rows: number }> {
  const metadata = checkedMetadata(spec, options.metadata ?? {});
  const layout = {
    schema: arrowSchema(spec, metadata),
    classes: metadata.classes === undefined ? 0 : classesOf(metadata).length,
    groupRows: options.rowGroupRows ?? defaultRowGroupRows(spec),
  };
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  await mkdir(dirname(path), { recursive: true });
  await rm(aside, { force: true });
  const thread = borrowThread(defaultLimits);
  try {
    const written = await sendGroups(thread, aside, layout, groupsOf(layout));
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

async function* rowGroups<T extends TableSpec>(
  spec: T,
  rows: Iterable<Row<T>> | AsyncIterable<Row<T>>,
  { schema, classes, groupRows }: Layout,
): AsyncGenerator<Encoded> {
  let group: AnyRow[] = [];
  let index = 0;
  for await (const row of rows) {
    checkRow(spec, row, index++, classes);
    group.push(row);
    if (group.length === groupRows) {
      yield encodeRows(spec, schema, group);
      group = [];
    }
  }
  // A table without rows still has its schema.
  if (group.length > 0 || index === 0) yield encodeRows(spec, schema, group);
}

function encodeRows(spec: TableSpec, schema: Schema, rows: readonly AnyRow[]): Encoded {
  const children = schema.fields.map(({ name, type }) => {
    const cells = rows.map((row) => row[name]);
    return encodeColumn(spec.columns[name]!.kind, type, cells);
  });
  return { rows: rows.length, children };
}

async function* columnGroups(
  spec: TableSpec,
  groups: Iterable<ColumnGroup> | AsyncIterable<ColumnGroup>,
  { schema, groupRows }: Layout,
): AsyncGenerator<Encoded> {
  const names = Object.keys(spec.columns);
  let firstRow = 0;
  for await (const { rows, columns } of gatherGroups(groups, names, groupRows)) {
    for (const name of names) {
      const wrong = columnProblem(spec.columns[name]!, columns[name]!);
      if (wrong)
        throw new InternalError(
          `table ${spec.name}, row ${firstRow + wrong.row}, column ${name}: ${wrong.problem}`,
        );
    }
    const children = schema.fields.map(({ name, type }) =>
      encodeCells(spec.columns[name]!.kind, type, columns[name]!),
    );
    yield { rows, children };
    firstRow += rows;
  }
  if (firstRow === 0) yield encodeRows(spec, schema, []);
}

async function sendGroups(
  thread: ParquetThread,
  path: string,
  { schema, groupRows }: Layout,
  groups: AsyncIterable<Encoded>,
): Promise<number> {
  let written = 0;
  let started = false;
  for await (const group of groups) {
    const batch = toStream(schema, group);
    await thread.request(
      started ? { op: "append", batch } : { op: "create", path, rowGroupRows: groupRows, first: batch },
      [batch.buffer],
    );
    started = true;
    written += group.rows;
  }
  await thread.request({ op: "finish" });
  return written;
}

/** One row group as an Arrow IPC stream in a buffer of its own, ready to be handed over. */
function toStream(schema: Schema, { rows, children }: Encoded): Uint8Array<ArrayBuffer> {
  const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children });
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
