import { UserError } from "@limen/errors";
import { DataType, type Vector } from "apache-arrow";

type Place = Readonly<{ file: string; field: string }>;
type Convert = (value: unknown) => unknown;

/**
 * How to turn Arrow values of a type into plain ones: text, numbers, booleans, Uint8Array, arrays, objects;
 * dates and timestamps as ISO 8601 text (to the millisecond). Throws a UserError for types without a plain form.
 */
export function plainConverter(type: DataType, place: Place): Convert {
  const convert = converterOf(type, place);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function converterOf(type: DataType, place: Place): Convert {
  const inner = (child: DataType): Convert => plainConverter(child, place);
  if (DataType.isDictionary(type)) return inner(type.dictionary);
  if (DataType.isInt(type)) return type.bitWidth === 64 ? (value) => safeNumber(value, place) : same;
  if (binaryTypes.some((is) => is(type))) return copyBytes;
  if (DataType.isDate(type)) return (value) => isoText(value, place).slice(0, "2020-01-31".length);
  // Without a time zone a timestamp is wall time, so its text has no Z.
  if (DataType.isTimestamp(type)) {
    return type.timezone ? (value) => isoText(value, place) : (value) => isoText(value, place).slice(0, -1);
  }
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type)) {
    const item = inner(type.children[0]!.type);
    return (value) => Array.from(value as Vector, item);
  }
  if (DataType.isStruct(type)) {
    const fields = type.children.map((child): [string, Convert] => [child.name, inner(child.type)]);
    return (value) => plainStruct(value, fields);
  }
  if (plainTypes.some((is) => is(type))) return same;
  throw new UserError({
    message: `the column has the type ${type}, which cannot be imported`,
    place,
    hint: "convert it to text or numbers first, or leave the column out",
  });
}

type Is = (type: DataType) => boolean;
const plainTypes: readonly Is[] = [
  DataType.isUtf8,
  DataType.isLargeUtf8,
  DataType.isUtf8View,
  DataType.isBool,
  DataType.isFloat,
  DataType.isNull,
];
const binaryTypes: readonly Is[] = [
  DataType.isBinary,
  DataType.isLargeBinary,
  DataType.isBinaryView,
  DataType.isFixedSizeBinary,
];

const same: Convert = (value) => value;
const copyBytes: Convert = (value) => (value as Uint8Array).slice();

function plainStruct(
  value: unknown,
  fields: readonly (readonly [string, Convert])[],
): Record<string, unknown> {
  const struct = value as Record<string, unknown>;
  return Object.fromEntries(fields.map(([name, convert]) => [name, convert(struct[name])]));
}

function safeNumber(value: unknown, place: Place): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new UserError({
    message: `the integer ${value} is too large for an exact number (2^53 - 1 at most)`,
    place,
    hint: "store such numbers as text",
  });
}

function isoText(milliseconds: unknown, place: Place): string {
  const date = new Date(Number(milliseconds));
  if (Number.isNaN(date.getTime())) throw new UserError({ message: "a time out of range", place });
  return date.toISOString();
}
