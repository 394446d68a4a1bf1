import type { Data, FixedSizeList, Float32, Vector } from "apache-arrow";
import type { NumberArray, NumberColumn } from "./columns.ts";
import type { ColumnKind } from "./spec.ts";

const arrays = {
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
  bool: Uint8Array,
} satisfies Partial<Record<ColumnKind, new (length: number) => NumberArray>>;

export type NumberKind = keyof typeof arrays;

export function isNumberKind(kind: ColumnKind): kind is NumberKind {
  return Object.hasOwn(arrays, kind);
}

/** The cells of a number column whose type was checked, as a copy. */
export function decodeNumbers(kind: NumberKind, column: Vector): NumberColumn {
  const values: NumberArray = new arrays[kind](column.length);
  const present = column.nullCount > 0 ? new Uint8Array(column.length) : null;
  let start = 0;
  for (const data of column.data) {
    if (kind === "bool") unpackBits(data.values as Uint8Array, data.offset, values, start, data.length);
    else values.set(data.values.subarray(0, data.length) as NumberArray, start);
    if (present !== null) readNulls(data, present, values, start);
    start += data.length;
  }
  return { values, present };
}

/** The lists of a column of distributions whose type was checked, as a copy. */
export function decodeLists(column: Vector<FixedSizeList<Float32>>): NumberColumn<Float32Array> {
  const width = column.type.listSize;
  const values = new Float32Array(column.length * width);
  const present = column.nullCount > 0 ? new Uint8Array(column.length) : null;
  let start = 0;
  for (const data of column.data) {
    const child = data.children[0]!.values as Float32Array;
    const from = data.offset * width;
    // A reader may keep the child whole, or cut it together with its lists.
    const own = child.length >= from + data.length * width ? child.subarray(from) : child;
    values.set(own.subarray(0, data.length * width), start * width);
    if (present !== null) {
      if (data.nullCount === 0) present.fill(1, start, start + data.length);
      else unpackBits(data.nullBitmap, data.offset, present, start, data.length);
    }
    start += data.length;
  }
  for (let i = 0; i < column.length; i++)
    if (present?.[i] === 0) values.fill(Number.NaN, i * width, (i + 1) * width);
  return { values, present, width };
}

function unpackBits(
  bits: Uint8Array,
  offset: number,
  target: NumberArray,
  start: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[start + i] = (bits[(offset + i) >> 3]! >> ((offset + i) & 7)) & 1;
}

function readNulls(data: Data, present: Uint8Array, values: NumberArray, start: number): void {
  if (data.nullCount === 0) {
    present.fill(1, start, start + data.length);
    return;
  }
  unpackBits(data.nullBitmap, data.offset, present, start, data.length);
  const none = values instanceof Float32Array || values instanceof Float64Array ? Number.NaN : 0;
  for (let i = start; i < start + data.length; i++) if (present[i] === 0) values[i] = none;
}
