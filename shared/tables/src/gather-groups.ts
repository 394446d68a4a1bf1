import { invariant } from "@limen/errors";
import { type AnyColumns, type Column, isWordColumn, type NumberArray } from "./columns.ts";

interface Rows {
  readonly rows: number;
  readonly columns: AnyColumns;
}

/** The same rows in groups of exactly `size`, but for the last; none where there is no row. */
export async function* gatherGroups(
  groups: Iterable<Rows> | AsyncIterable<Rows>,
  names: readonly string[],
  size: number,
): AsyncGenerator<Rows> {
  let pending: Rows[] = [];
  let waiting = 0;
  for await (const group of groups) {
    for (let start = 0; start < group.rows; ) {
      const end = Math.min(group.rows, start + size - waiting);
      pending.push(start === 0 && end === group.rows ? group : slice(group, names, start, end));
      waiting += end - start;
      start = end;
      if (waiting < size) continue;
      yield join(pending, names);
      [pending, waiting] = [[], 0];
    }
  }
  if (waiting > 0) yield join(pending, names);
}

function slice(group: Rows, names: readonly string[], start: number, end: number): Rows {
  const columns = Object.fromEntries(
    names.map((name): [string, Column] => {
      const column = group.columns[name]!;
      if (isWordColumn(column)) return [name, { ...column, codes: column.codes.subarray(start, end) }];
      const { values, present, width = 1 } = column;
      const own = {
        values: values.subarray(start * width, end * width),
        present: present?.subarray(start, end) ?? null,
      };
      return [name, { ...column, ...own }];
    }),
  );
  return { rows: end - start, columns };
}

function join(parts: readonly Rows[], names: readonly string[]): Rows {
  if (parts.length === 1) return parts[0]!;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns = Object.fromEntries(names.map((name) => [name, joinColumn(parts, name, rows)]));
  return { rows, columns };
}

function joinColumn(parts: readonly Rows[], name: string, rows: number): Column {
  const all = parts.map((part) => part.columns[name]!);
  const first = all[0]!;
  if (isWordColumn(first)) {
    const codes = all.map((column) => {
      invariant(isWordColumn(column) && column.words === first.words, `column ${name}: two lists of words`);
      return column.codes;
    });
    return { codes: joined(codes, rows), words: first.words };
  }
  const numbers = all.map((column) => {
    invariant(!isWordColumn(column), `column ${name}: words and numbers`);
    return column;
  });
  const { width = 1 } = first;
  const present = numbers.every((column) => column.present === null)
    ? null
    : joined(
        numbers.map(({ present, values }) => present ?? new Uint8Array(values.length / width).fill(1)),
        rows,
      );
  return {
    ...first,
    values: joined(
      numbers.map(({ values }) => values),
      rows * width,
    ),
    present,
  };
}

function joined<A extends NumberArray>(parts: readonly A[], length: number): A {
  const whole = new (parts[0]!.constructor as new (length: number) => A)(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part as never, at);
    at += part.length;
  }
  return whole;
}
