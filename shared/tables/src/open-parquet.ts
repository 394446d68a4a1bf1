import { UserError } from "@limen/errors";
import { type Schema, type Table, tableFromIPC } from "apache-arrow";
import { borrowThread, type ThreadLimits } from "./parquet-thread.ts";

interface RowGroup {
  readonly rows: number;
  /** Size of the row group before compression, as the footer claims. */
  readonly bytes: number;
}

/** An open Parquet file. All failures are UserErrors that name the file. */
export interface Parquet {
  readonly schema: Schema;
  readonly rows: number;
  readonly groups: readonly RowGroup[];
  /** One row group as an Arrow table of one batch, all columns or some. */
  readGroup(group: number, columns?: readonly string[]): Promise<Table>;
  /** Hands the thread back; does nothing after a failure or a second time. */
  close(): Promise<void>;
}

/**
 * Opens a Parquet file in a thread of its own. The bytes are parsed there by parquet-wasm; this thread sees
 * only the Arrow stream that parquet-wasm made, because apache-arrow hangs or dies on a damaged one.
 */
export async function openParquet(path: string, limits: ThreadLimits): Promise<Parquet> {
  const thread = borrowThread(limits);
  let ended = false;
  const ask = async <T>(message: Record<string, unknown>, read: (value: unknown) => T): Promise<T> => {
    try {
      return read(await thread.request(message));
    } catch (error) {
      ended = true;
      await thread.end();
      throw unreadable(path, error);
    }
  };
  const opened = await ask({ op: "open", path }, (value) => {
    const { schema, rows, groups } = value as { schema: Uint8Array; rows: number; groups: RowGroup[] };
    return { schema: tableFromIPC(schema).schema, rows, groups };
  });
  return {
    ...opened,
    readGroup(group, columns) {
      const { rows, bytes } = opened.groups[group]!;
      if (bytes > limits.memoryMegabytes * 2 ** 20) throw tooLarge(path, group, bytes, limits);
      return ask({ op: "read", group, rows, columns }, (value) => {
        const table = tableFromIPC(value as Uint8Array);
        if (table.numRows !== rows)
          throw new Error(`row group ${group} has ${table.numRows} rows instead of ${rows}`);
        return table;
      });
    },
    async close() {
      if (ended) return;
      ended = true;
      await ask({ op: "close" }, () => undefined);
      thread.release();
    },
  };
}

function unreadable(path: string, error: unknown): UserError {
  const text = error instanceof Error ? error.message : String(error);
  if (/^ENOENT/.test(text)) return new UserError({ message: "no such file", place: { file: path } });
  return new UserError({
    message: `cannot be read as Parquet: ${text.replace(/^Parquet error: /, "")}`,
    place: { file: path },
    hint: "the file is damaged, cut short or not Parquet: make or fetch it again",
  });
}

function tooLarge(path: string, group: number, bytes: number, limits: ThreadLimits): UserError {
  return new UserError({
    message: `row group ${group} takes ${Math.ceil(bytes / 2 ** 20)} MB, more than the ${limits.memoryMegabytes} MB allowed`,
    place: { file: path },
    hint: "write the file with smaller row groups, e.g. pyarrow's row_group_size=1000",
  });
}
