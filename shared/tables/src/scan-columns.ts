import { InternalError } from "@limen/errors";
import type { FixedSizeList, Float32, Table, Vector } from "apache-arrow";
import { columnProblem } from "./check-column.ts";
import type { Column, ColumnGroup } from "./columns.ts";
import { decodeLists, decodeNumbers, isNumberKind } from "./decode-numbers.ts";
import { decodeWords } from "./decode-words.ts";
import { cellError, type ScanOptions, scanGroups } from "./scan-groups.ts";
import type { TableSpec } from "./spec.ts";
import { WordList } from "./word-list.ts";

/**
 * A table column by column, one row group at a time: for tables of millions of rows. Words are numbers in one list a
 * column, in the order in which they first come up. Checks and errors as readTable.
 */
export async function* scanColumns<
  T extends TableSpec,
  C extends keyof T["columns"] & string = keyof T["columns"] & string,
>(path: string, spec: T, options: ScanOptions<C> = {}): AsyncGenerator<ColumnGroup<T, C>> {
  const names = options.columns ?? Object.keys(spec.columns);
  const lists = new Map(names.map((name) => [name, new WordList()]));
  for await (const { table, firstRow } of scanGroups(path, spec, options.columns)) {
    const columns: Record<string, Column> = {};
    for (const name of names) {
      const column = decode(spec, name, table, lists.get(name)!);
      const wrong = columnProblem(spec.columns[name]!, column);
      if (wrong) throw cellError(spec, path, firstRow + wrong.row, name, wrong.problem);
      columns[name] = column;
    }
    yield { rows: table.numRows, columns: columns as ColumnGroup<T, C>["columns"] };
  }
}

function decode(spec: TableSpec, name: string, table: Table, words: WordList): Column {
  const { kind } = spec.columns[name]!;
  const column = table.getChild(name)!;
  if (kind === "text" || kind === "choice") return { codes: decodeWords(column, words), words };
  if (isNumberKind(kind)) return decodeNumbers(kind, column);
  if (kind === "distribution") return decodeLists(column as Vector<FixedSizeList<Float32>>);
  throw new InternalError(`table ${spec.name}: the column ${name} (${kind}) is read by rows only`);
}
