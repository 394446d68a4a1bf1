import type { Binary, Struct, Utf8, Vector } from "apache-arrow";
import type { ColumnKind, ImageCell } from "./spec.ts";

/** The cells of a column whose type was checked. Bytes and floats are copies: no cell holds its row group. */
export function decodeColumn(kind: ColumnKind, column: Vector): unknown[] {
  if (kind === "image") return decodeImages(column as Vector<Struct<{ bytes: Binary; path: Utf8 }>>);
  const cells: unknown[] = new Array(column.length);
  const isList = kind === "distribution" || kind === "vector";
  for (let i = 0; i < cells.length; i++) {
    const cell: unknown = column.get(i);
    cells[i] = isList && cell !== null ? Float32Array.from(cell as Iterable<number>) : cell;
  }
  return cells;
}

function decodeImages(column: Vector<Struct<{ bytes: Binary; path: Utf8 }>>): (ImageCell | null)[] {
  const bytes = column.getChild("bytes");
  const paths = column.getChild("path");
  return Array.from({ length: column.length }, (_, i) => {
    const image = column.isValid(i) ? bytes?.get(i) : null;
    return image ? { bytes: image.slice(), path: paths?.get(i) ?? null } : null;
  });
}
