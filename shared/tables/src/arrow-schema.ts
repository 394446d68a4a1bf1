import { InternalError, unreachable } from "@limen/errors";
import {
  Binary,
  Bool,
  type DataType,
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  List,
  Schema,
  Struct,
  Utf8,
} from "apache-arrow";
import { classesOf, TABLE_KEY } from "./metadata.ts";
import type { ColumnKind, TableSpec } from "./spec.ts";

/** The Arrow schema of a table; `metadata` goes into the file and sizes the distributions. */
export function arrowSchema(spec: TableSpec, metadata: Readonly<Record<string, string>>): Schema {
  const hasDistribution = Object.values(spec.columns).some((column) => column.kind === "distribution");
  if (hasDistribution && metadata.classes === undefined) {
    throw new InternalError(`table ${spec.name}: distributions need the metadata "classes"`);
  }
  const size = hasDistribution ? classesOf(metadata).length : 0;
  const fields = Object.entries(spec.columns).map(
    // The index names the dictionary: Arrow's own counter would make the bytes depend on what ran before.
    ([name, column], index) => new Field(name, arrowType(column.kind, size, index), column.nullable),
  );
  const entries = Object.entries({ ...metadata, [TABLE_KEY]: spec.name }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return new Schema(fields, new Map(entries));
}

/** The Arrow type of a kind, as Limen writes it; `size` is the number of classes. */
export function arrowType(kind: ColumnKind, size: number, dictionaryId = 0): DataType {
  switch (kind) {
    case "text":
      return new Utf8();
    case "choice":
      return new Dictionary(new Utf8(), new Int32(), dictionaryId);
    case "int32":
      return new Int32();
    case "float32":
      return new Float32();
    case "float64":
      return new Float64();
    case "bool":
      return new Bool();
    case "image":
      return new Struct([new Field("bytes", new Binary(), false), new Field("path", new Utf8(), true)]);
    case "distribution":
      return new FixedSizeList(size, new Field("item", new Float32(), false));
    case "vector":
      return new List(new Field("item", new Float32(), false));
    default:
      return unreachable(kind);
  }
}
