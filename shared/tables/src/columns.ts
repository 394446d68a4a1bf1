import type { ColumnSpec, TableSpec } from "./spec.ts";
import type { WordList } from "./word-list.ts";

/** Text cells: the number of each word in the list. One list serves all groups of rows of a scan. */
export interface WordColumn {
  /** NO_WORD: null. */
  readonly codes: Int32Array;
  readonly words: WordList;
}

/** In `codes`: the cell is null. */
export const NO_WORD = -1;

/** Number cells; booleans as 0 and 1. */
export interface NumberColumn<A extends NumberArray = NumberArray> {
  /** Where the cell is null: NaN in floats, else 0. Of lists, one after the other. */
  readonly values: A;
  /** Numbers a cell, where cells are lists of one length. */
  readonly width?: number;
  /** 1 where there is a cell, 0 where it is null; null: there are all. */
  readonly present: Uint8Array | null;
}

export type NumberArray = Int32Array | Float32Array | Float64Array | Uint8Array;
export type Column = WordColumn | NumberColumn;

/** Kinds that can be read and written by columns; pictures and lists of any length go by rows. */
interface KindColumn {
  text: WordColumn;
  choice: WordColumn;
  int32: NumberColumn<Int32Array>;
  float32: NumberColumn<Float32Array>;
  float64: NumberColumn<Float64Array>;
  bool: NumberColumn<Uint8Array>;
  distribution: NumberColumn<Float32Array>;
}

type ColumnOf<S> =
  S extends ColumnSpec<infer K> ? (K extends keyof KindColumn ? KindColumn[K] : never) : never;

/** A group of rows, column by column. */
export interface ColumnGroup<
  T extends TableSpec = TableSpec,
  C extends keyof T["columns"] & string = keyof T["columns"] & string,
> {
  readonly rows: number;
  readonly columns: { readonly [N in C]: ColumnOf<T["columns"][N]> };
}

/** The columns as any group has them, for code that goes over them by name. */
export type AnyColumns = Readonly<Record<string, Column>>;

export function isWordColumn(column: Column): column is WordColumn {
  return "codes" in column;
}

/** These rows of a column, in this order. */
export function pickRows<C extends Column>(column: C, places: Int32Array): C {
  if (isWordColumn(column)) return { ...column, codes: picked(column.codes, places) };
  const { values, present, width = 1 } = column;
  return { ...column, values: picked(values, places, width), present: present && picked(present, places) };
}

function picked<A extends NumberArray>(values: A, places: Int32Array, width = 1): A {
  const result = new (values.constructor as new (length: number) => A)(places.length * width);
  for (let i = 0; i < places.length; i++)
    for (let k = 0; k < width; k++) result[i * width + k] = values[places[i]! * width + k]!;
  return result;
}
