import { suggestion, UserError } from "@limen/errors";
import type { Schema } from "apache-arrow";
import { openParquet } from "./open-parquet.ts";
import type { ThreadLimits } from "./parquet-thread.ts";
import { plainConverter } from "./plain-value.ts";

export interface ForeignOptions {
  /** Read these columns only; default all. Columns of a type that cannot be imported may so be left out. */
  readonly columns?: readonly string[];
  /** Longest wait for one row group; default 60. */
  readonly deadlineSeconds?: number;
  /** Bound of the memory that the Parquet reader may use; default 1,024. */
  readonly memoryMegabytes?: number;
}

export interface ForeignColumn {
  readonly name: string;
  /** Arrow's name of the type, e.g. Utf8 or List<Float32>. */
  readonly type: string;
}

/** A group of rows of someone else's Parquet file. Missing cells are null; NaN stays NaN: the importer decides. */
export interface ForeignRows {
  readonly columns: readonly ForeignColumn[];
  readonly rows: Record<string, unknown>[];
}

/**
 * All rows of a Parquet file that Limen did not write, as plain values: dictionary → text, list → array,
 * struct → object, image struct → {bytes, path}, timestamp and date → ISO text, int64 → number while exact.
 * Throws a UserError that names the file when it is damaged, too large or takes too long; never hangs.
 */
export async function readForeignTable(
  path: string,
  options: ForeignOptions = {},
): Promise<{ columns: ForeignColumn[]; rows: Record<string, unknown>[] }> {
  let columns: readonly ForeignColumn[] = [];
  const rows: Record<string, unknown>[] = [];
  for await (const group of scanForeignTable(path, options)) {
    columns = group.columns;
    for (const row of group.rows) rows.push(row);
  }
  return { columns: [...columns], rows };
}

/** As readForeignTable, one row group at a time; a file without rows yields its columns once. */
export async function* scanForeignTable(
  path: string,
  options: ForeignOptions = {},
): AsyncGenerator<ForeignRows> {
  const parquet = await openParquet(path, limitsOf(options));
  try {
    const names = checkedNames(path, parquet.schema, options.columns);
    const fields = parquet.schema.fields.filter((field) => names.includes(field.name));
    const columns = fields.map((field) => ({ name: field.name, type: String(field.type) }));
    const converters = fields.map((field) => plainConverter(field.type, { file: path, field: field.name }));
    if (parquet.groups.length === 0) yield { columns, rows: [] };
    for (let group = 0; group < parquet.groups.length; group++) {
      const table = await parquet.readGroup(group, options.columns && names);
      const rows: Record<string, unknown>[] = Array.from({ length: table.numRows }, () => ({}));
      columns.forEach(({ name }, c) => {
        const vector = table.getChild(name)!;
        for (let i = 0; i < rows.length; i++) rows[i]![name] = converters[c]!(vector.get(i));
      });
      yield { columns, rows };
    }
  } finally {
    await parquet.close();
  }
}

function limitsOf(options: ForeignOptions): ThreadLimits {
  return {
    deadlineSeconds: options.deadlineSeconds ?? 60,
    memoryMegabytes: options.memoryMegabytes ?? 1024,
  };
}

function checkedNames(
  path: string,
  schema: Schema,
  wanted: readonly string[] | undefined,
): readonly string[] {
  const found = schema.fields.map((field) => field.name);
  const repeated = found.find((name, i) => found.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new UserError({
      message: `two columns are called ${repeated}`,
      place: { file: path, field: repeated },
    });
  }
  for (const name of wanted ?? []) {
    if (!found.includes(name)) {
      throw new UserError({
        message: `there is no column ${name}`,
        place: { file: path, field: name },
        hint: suggestion(name, found),
      });
    }
  }
  return wanted ?? found;
}
