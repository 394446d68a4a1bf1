/** What a column holds. Each kind has one Arrow type and one JavaScript type (see ColumnValue). */
export type ColumnKind =
  | "text"
  | "choice"
  | "int32"
  | "float32"
  | "float64"
  | "bool"
  | "image"
  | "distribution"
  | "vector";

export interface ColumnSpec<K extends ColumnKind = ColumnKind, N extends boolean = boolean> {
  readonly kind: K;
  readonly nullable: N;
  /** Unit in parentheses where there is one, then the meaning: becomes the data dictionary. */
  readonly meaning: string;
}

export interface TableSpec<C extends Record<string, ColumnSpec> = Record<string, ColumnSpec>> {
  readonly name: string;
  readonly meaning: string;
  readonly columns: C;
}

/** An image as Hugging Face datasets stores it: encoded bytes (PNG) and the name it came with. */
export interface ImageCell {
  readonly bytes: Uint8Array;
  readonly path: string | null;
}

interface KindValue {
  text: string;
  choice: string;
  int32: number;
  float32: number;
  float64: number;
  bool: boolean;
  image: ImageCell;
  distribution: Float32Array;
  vector: Float32Array;
}

type ColumnValue<S> =
  S extends ColumnSpec<infer K, infer N> ? (N extends true ? KindValue[K] | null : KindValue[K]) : never;

/** One row of a table, inferred from its spec. */
export type Row<T extends TableSpec> = { readonly [C in keyof T["columns"]]: ColumnValue<T["columns"][C]> };

export function defineTable<const C extends Record<string, ColumnSpec>>(spec: TableSpec<C>): TableSpec<C> {
  return spec;
}

const column =
  <K extends ColumnKind>(kind: K) =>
  (meaning: string): ColumnSpec<K, false> => ({ kind, nullable: false, meaning });

/** utf8 */
export const text = column("text");
/** dictionary<int32, utf8>: few different words, e.g. class names */
export const choice = column("choice");
export const int32 = column("int32");
export const float32 = column("float32");
export const float64 = column("float64");
export const bool = column("bool");
/** struct<bytes: binary, path: utf8>, PNG bytes */
export const image = column("image");
/** fixed_size_list<float32>[number of classes], in the order of the table's `classes` metadata */
export const distribution = column("distribution");
/** list<float32> of any length */
export const vector = column("vector");

/** The same column, but cells may be missing (null, never NaN). */
export function nullable<K extends ColumnKind>(spec: ColumnSpec<K, false>): ColumnSpec<K, true> {
  return { ...spec, nullable: true };
}
