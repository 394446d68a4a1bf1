import { invariant } from "@limen/errors";
import {
  type Data,
  type DataType,
  type Dictionary,
  type FixedSizeList,
  type Float32,
  type Float64,
  makeData,
  makeVector,
  Utf8,
} from "apache-arrow";
import { type Column, isWordColumn, NO_WORD, type NumberColumn, type WordColumn } from "./columns.ts";
import type { ColumnKind } from "./spec.ts";

/** Checked cells of a column as Arrow data, the same as encodeColumn makes of them one by one. */
export function encodeCells(kind: ColumnKind, type: DataType, column: Column): Data {
  if (isWordColumn(column)) {
    const nulls = nullsOf(column.codes.length, (i) => column.codes[i] !== NO_WORD);
    return kind === "choice"
      ? makeData({ type: type as Dictionary, ...nulls, ...encodeChoices(column) })
      : makeData({ type: type as Utf8, ...nulls, ...encodeTexts(column) });
  }
  return encodeNumbers(kind, type, column);
}

function encodeNumbers(kind: ColumnKind, type: DataType, column: NumberColumn): Data {
  if (kind === "distribution") return encodeLists(type as FixedSizeList<Float32>, column);
  const { values, present } = column;
  const nulls = nullsOf(values.length, present && ((i) => present[i] === 1));
  const data = kind === "bool" ? bits(values.length, (i) => values[i] === 1) : values.slice();
  if (present !== null && kind !== "bool")
    for (let i = 0; i < data.length; i++) if (present[i] === 0) data[i] = 0;
  // The schema pairs the type with the kind of array.
  return makeData({ type: type as Float64, ...nulls, data: data as Float64Array });
}

function encodeLists(type: FixedSizeList<Float32>, { values, present, width = 1 }: NumberColumn): Data {
  invariant(width === type.listSize, `lists of ${width} where ${type.listSize} are wanted`);
  const rows = values.length / width;
  const nulls = nullsOf(rows, present && ((i) => present[i] === 1));
  const data = values.slice() as Float32Array;
  for (let i = 0; i < rows; i++) if (present?.[i] === 0) data.fill(0, i * width, (i + 1) * width);
  const item = type.children[0]!.type;
  const child = makeData({ type: item, length: data.length, nullCount: 0, data });
  return makeData({ type, ...nulls, child });
}

function nullsOf(length: number, isPresent: ((i: number) => boolean) | null) {
  let nullCount = 0;
  if (isPresent !== null) for (let i = 0; i < length; i++) if (!isPresent(i)) nullCount++;
  return nullCount === 0 || isPresent === null
    ? { length, nullCount }
    : { length, nullCount, nullBitmap: bits(length, isPresent) };
}

/** One bit a cell, least significant first. */
function bits(length: number, isSet: (i: number) => boolean): Uint8Array {
  const packed = new Uint8Array(Math.ceil(length / 8));
  for (let i = 0; i < length; i++) if (isSet(i)) packed[i >> 3]! |= 1 << (i & 7);
  return packed;
}

function encodeTexts({ codes, words }: WordColumn): { valueOffsets: Int32Array; data: Uint8Array } {
  const valueOffsets = new Int32Array(codes.length + 1);
  for (let i = 0; i < codes.length; i++) {
    valueOffsets[i + 1] = valueOffsets[i]! + (codes[i] === NO_WORD ? 0 : words.byteLength(codes[i]!));
  }
  const data = new Uint8Array(valueOffsets[codes.length]!);
  let at = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i] !== NO_WORD) at = words.copyTo(data, at, codes[i]!);
  return { valueOffsets, data };
}

/** The dictionary holds these cells' words in order of appearance. */
function encodeChoices({ codes, words }: WordColumn) {
  const keys = new Int32Array(words.names.length).fill(NO_WORD);
  const used: number[] = [];
  const data = codes.map((code) => {
    if (code === NO_WORD) return 0;
    if (keys[code] === NO_WORD) keys[code] = used.push(code) - 1;
    return keys[code]!;
  });
  const list = { codes: Int32Array.from(used), words };
  const dictionary = makeVector(
    makeData({ type: new Utf8(), length: used.length, nullCount: 0, ...encodeTexts(list) }),
  );
  return { data, dictionary };
}
