import { z } from "zod";

/** One row of a "Parameters" table; `name` of a key within an object is `object.key`. */
export interface ParameterRow {
  readonly name: string;
  readonly type: string;
  /** As one writes it in YAML; undefined when the stage works without, "required" when it must be given. */
  readonly fallback: string | undefined;
  readonly required: boolean;
  readonly meaning: string;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The parameters of a stage, in the order of its schema; the keys of nested objects follow their object. */
export function parameterRows(params: z.ZodObject): ParameterRow[] {
  // io "input": what a user may write, before defaults are filled in.
  const schema = z.toJSONSchema(params, { io: "input", unrepresentable: "any", reused: "inline" });
  return rowsOf(schema, "");
}

function rowsOf(schema: JsonSchema, prefix: string): ParameterRow[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const property = value as JsonSchema;
    const name = `${prefix}${key}`;
    const row: ParameterRow = {
      name,
      type: typeInWords(property),
      fallback: property.default === undefined ? undefined : JSON.stringify(property.default),
      required: required.has(key),
      meaning: property.description ?? "",
    };
    return [row, ...(property.properties ? rowsOf(property, `${name}.`) : [])];
  });
}

/** `integer ≥ 1`, `"train" or "test"`, `list of text`. */
function typeInWords(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.map((one) => typeInWords(one as JsonSchema)).join(" or ");
  switch (schema.type) {
    case "integer":
    case "number":
      return `${schema.type}${boundsInWords(schema)}`;
    case "string":
      return "text";
    case "boolean":
      return "true or false";
    case "array":
      return `list of ${itemsInWords(schema)}`;
    case "object":
      return objectInWords(schema);
    case "null":
      return "null";
    default:
      return "any";
  }
}

function boundsInWords(schema: JsonSchema): string {
  // z.int() bounds itself by the largest exact integers, which tells a reader nothing.
  const shown = (bound: number | boolean | undefined) =>
    typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const bounds = [
    shown(schema.minimum) ? `≥ ${schema.minimum}` : "",
    shown(schema.exclusiveMinimum) ? `> ${schema.exclusiveMinimum}` : "",
    shown(schema.maximum) ? `≤ ${schema.maximum}` : "",
    shown(schema.exclusiveMaximum) ? `< ${schema.exclusiveMaximum}` : "",
    schema.multipleOf === undefined ? "" : `a multiple of ${schema.multipleOf}`,
  ].filter((bound) => bound !== "");
  return bounds.length === 0 ? "" : ` ${bounds.join(", ")}`;
}

function itemsInWords(schema: JsonSchema): string {
  const parts = Array.isArray(schema.prefixItems) ? schema.prefixItems : undefined;
  if (parts) return parts.map((part) => typeInWords(part as JsonSchema)).join(", ");
  if (schema.items === undefined || schema.items === true || schema.items === false) return "values";
  return typeInWords(schema.items as JsonSchema);
}

function objectInWords(schema: JsonSchema): string {
  if (schema.properties) return "keys below";
  const values = schema.additionalProperties;
  return typeof values === "object" ? `map of names to ${typeInWords(values)}` : "map";
}
