import {
  type Binary,
  type Bool,
  type Data,
  type DataType,
  type Dictionary,
  type FixedSizeList,
  type Float32,
  type Float64,
  type Int32,
  type List,
  makeData,
  makeVector,
  type Struct,
  Utf8,
  type Vector,
} from "apache-arrow";
import type { ColumnKind, ImageCell } from "./spec.ts";

type Cells<T> = readonly (T | null)[];

/** Checked cells of one column as Arrow data. Null cells hold zeros underneath. */
export function encodeColumn(kind: ColumnKind, type: DataType, cells: Cells<unknown>): Data {
  const common = { length: cells.length, ...nulls(cells) };
  switch (kind) {
    case "text":
      return makeData({ type: type as Utf8, ...common, ...encodeTexts(cells as Cells<string>) });
    case "choice":
      return makeData({ type: type as Dictionary, ...common, ...encodeChoices(cells as Cells<string>) });
    case "int32":
      return makeData({
        type: type as Int32,
        ...common,
        data: Int32Array.from(cells as Cells<number>, zeroForNull),
      });
    case "float32":
      return makeData({
        type: type as Float32,
        ...common,
        data: Float32Array.from(cells as Cells<number>, zeroForNull),
      });
    case "float64":
      return makeData({
        type: type as Float64,
        ...common,
        data: Float64Array.from(cells as Cells<number>, zeroForNull),
      });
    case "bool":
      return makeData({ type: type as Bool, ...common, data: bits(cells, (cell) => cell === true) });
    case "image":
      return encodeImages(type as Struct<{ bytes: Binary; path: Utf8 }>, common, cells as Cells<ImageCell>);
    case "distribution":
      return encodeDistributions(type as FixedSizeList<Float32>, common, cells as Cells<Float32Array>);
    case "vector":
      return encodeVectors(type as List<Float32>, common, cells as Cells<Float32Array>);
  }
}

const zeroForNull = (cell: number | null): number => cell ?? 0;

interface Nulls {
  readonly nullCount: number;
  readonly nullBitmap?: Uint8Array;
}

function nulls(cells: Cells<unknown>): Nulls {
  const nullCount = cells.reduce<number>((count, cell) => count + (cell === null ? 1 : 0), 0);
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap: bits(cells, (cell) => cell !== null) };
}

/** One bit a cell, least significant first. */
function bits(cells: Cells<unknown>, isSet: (cell: unknown) => boolean): Uint8Array {
  const packed = new Uint8Array(Math.ceil(cells.length / 8));
  cells.forEach((cell, i) => {
    if (isSet(cell)) packed[i >> 3]! |= 1 << (i & 7);
  });
  return packed;
}

function encodeTexts(cells: Cells<string>): { valueOffsets: Int32Array; data: Uint8Array } {
  return {
    data: Buffer.from(cells.join(""), "utf8"),
    valueOffsets: offsets(cells, (text) => Buffer.byteLength(text)),
  };
}

function offsets<T>(cells: Cells<T>, size: (cell: T) => number): Int32Array {
  const ends = new Int32Array(cells.length + 1);
  cells.forEach((cell, i) => {
    ends[i + 1] = ends[i]! + (cell === null ? 0 : size(cell));
  });
  return ends;
}

/** The dictionary holds this row group's words in order of appearance; Parquet has one a row group anyway. */
function encodeChoices(cells: Cells<string>): { data: Int32Array; dictionary: Vector<Utf8> } {
  const indexes = new Map<string, number>();
  const data = Int32Array.from(cells, (word) => {
    if (word === null) return 0;
    const index = indexes.get(word) ?? indexes.size;
    indexes.set(word, index);
    return index;
  });
  const words = [...indexes.keys()];
  const dictionary = makeVector(
    makeData({ type: new Utf8(), length: words.length, nullCount: 0, ...encodeTexts(words) }),
  );
  return { data, dictionary };
}

function encodeImages(
  type: Struct<{ bytes: Binary; path: Utf8 }>,
  common: Nulls & { length: number },
  cells: Cells<ImageCell>,
): Data {
  const bytes = cells.map((cell) => cell?.bytes ?? new Uint8Array());
  const paths = cells.map((cell) => cell?.path ?? null);
  const length = cells.length;
  const children = [
    makeData({
      type: type.children[0]!.type as Binary,
      length,
      nullCount: 0,
      valueOffsets: offsets(bytes, (one) => one.length),
      data: Buffer.concat(bytes),
    }),
    makeData({ type: type.children[1]!.type as Utf8, length, ...nulls(paths), ...encodeTexts(paths) }),
  ];
  return makeData({ type, ...common, children });
}

function encodeDistributions(
  type: FixedSizeList<Float32>,
  common: Nulls & { length: number },
  cells: Cells<Float32Array>,
): Data {
  const data = new Float32Array(cells.length * type.listSize);
  cells.forEach((cell, i) => {
    if (cell !== null) data.set(cell, i * type.listSize);
  });
  return makeData({ type, ...common, child: floats(type.children[0]!.type, data) });
}

function encodeVectors(
  type: List<Float32>,
  common: Nulls & { length: number },
  cells: Cells<Float32Array>,
): Data {
  const valueOffsets = offsets(cells, (cell) => cell.length);
  const data = new Float32Array(valueOffsets[cells.length]!);
  cells.forEach((cell, i) => {
    if (cell !== null) data.set(cell, valueOffsets[i]!);
  });
  return makeData({ type, ...common, valueOffsets, child: floats(type.children[0]!.type, data) });
}

function floats(type: Float32, data: Float32Array): Data<Float32> {
  return makeData({ type, length: data.length, nullCount: 0, data });
}
