import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import { DataType, Precision, type Schema } from "apache-arrow";
import { arrowType } from "./arrow-schema.ts";
import { classesOf, TABLE_KEY } from "./metadata.ts";
import type { ColumnKind, TableSpec } from "./spec.ts";

/** Throws one UserError with every way in which a file is not the wanted table. */
export function checkSchema(file: string, spec: TableSpec, schema: Schema): void {
  throwIfAny(nameProblems(file, spec, schema));
  const metadata = Object.fromEntries(schema.metadata);
  const needsClasses = Object.values(spec.columns).some((column) => column.kind === "distribution");
  const classes = needsClasses ? classesOf(metadata).length : 0;
  throwIfAny(columnProblems(file, spec, schema, classes));
}

function nameProblems(file: string, spec: TableSpec, schema: Schema): Problem[] {
  const found = schema.metadata.get(TABLE_KEY);
  if (found === spec.name) return [];
  const message =
    found === undefined
      ? `not a table of Limen (no metadata ${TABLE_KEY}), wanted the table ${spec.name}`
      : `holds the table ${found}, wanted the table ${spec.name}`;
  const columns = schema.fields.map((field) => field.name).join(", ");
  return [{ message, place: { file }, hint: `found the columns ${columns}` }];
}

function columnProblems(file: string, spec: TableSpec, schema: Schema, classes: number): Problem[] {
  const problems: Problem[] = [];
  const wanted = Object.keys(spec.columns);
  const found = schema.fields.map((field) => field.name);
  const missing = wanted.filter((name) => !found.includes(name));
  for (const name of missing) {
    problems.push({
      message: `table ${spec.name}: the column ${name} is missing`,
      place: { file, field: name },
      hint: `found the columns ${found.join(", ")}`,
    });
  }
  for (const field of schema.fields) {
    const column = spec.columns[field.name];
    if (column === undefined) {
      problems.push({
        message: `table ${spec.name} has no column ${field.name}`,
        place: { file, field: field.name },
        hint: suggestion(field.name, missing.length > 0 ? missing : wanted),
      });
    } else if (!agrees(column.kind, field.type, classes)) {
      problems.push({
        message: `table ${spec.name}: the column ${field.name} is ${field.type}, wanted ${arrowType(column.kind, classes)}`,
        place: { file, field: field.name },
      });
    }
  }
  return problems;
}

/** Text may come plain, large or as a dictionary: other tools rewrite one as the other. */
function agrees(kind: ColumnKind, type: DataType, classes: number): boolean {
  switch (kind) {
    case "text":
    case "choice":
      return isText(DataType.isDictionary(type) ? type.dictionary : type);
    case "int32":
      return DataType.isInt(type) && type.isSigned && type.bitWidth === 32;
    case "float32":
      return isFloat32(type);
    case "float64":
      return DataType.isFloat(type) && type.precision === Precision.DOUBLE;
    case "bool":
      return DataType.isBool(type);
    case "image":
      return isImage(type);
    case "distribution":
      return DataType.isFixedSizeList(type) && type.listSize === classes && isFloat32(type.valueType);
    case "vector":
      return DataType.isList(type) && isFloat32(type.valueType);
  }
}

/** A struct of bytes and path, in this order, as Hugging Face datasets stores images. */
function isImage(type: DataType): boolean {
  if (!DataType.isStruct(type)) return false;
  const [bytes, path, ...rest] = type.children;
  if (bytes === undefined || path === undefined || rest.length > 0) return false;
  const isBytes =
    DataType.isBinary(bytes.type) || DataType.isLargeBinary(bytes.type) || DataType.isBinaryView(bytes.type);
  return bytes.name === "bytes" && path.name === "path" && isBytes && isText(path.type);
}

function isText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

function isFloat32(type: DataType): boolean {
  return DataType.isFloat(type) && type.precision === Precision.SINGLE;
}
