import { unreachable } from "@limen/errors";
import type { ColumnKind, TableSpec } from "./spec.ts";

/** The data dictionary of a table as a Markdown table: column, type, nullable, meaning. */
export function describeTable(spec: TableSpec): string {
  const rows = Object.entries(spec.columns).map(([name, column]) =>
    [
      `\`${name}\``,
      `\`${typeInWords(column.kind)}\``,
      column.nullable ? "yes" : "no",
      escapeCell(column.meaning),
    ].join(" | "),
  );
  return [
    "| column | type | nullable | meaning |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}

/** The Arrow type of a kind as pyarrow writes it; n is the number of classes. */
function typeInWords(kind: ColumnKind): string {
  switch (kind) {
    case "text":
      return "string";
    case "choice":
      return "dictionary<string>";
    case "int32":
      return "int32";
    case "float32":
      return "float";
    case "float64":
      return "double";
    case "bool":
      return "bool";
    case "image":
      return "struct<bytes: binary, path: string>";
    case "distribution":
      return "fixed_size_list<float>[n]";
    case "vector":
      return "list<float>";
    default:
      return unreachable(kind);
  }
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
