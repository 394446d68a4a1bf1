import type { TableSpec } from "@limen/tables/spec";
import { table } from "./format.ts";

const ROWS = 5;
const CELL_WIDTH = 24;

/** The first rows of a table artifact, cells cut short. */
export async function tableHead(path: string, spec: TableSpec): Promise<string> {
  const { countRows, scanTable } = await import("@limen/tables");
  const columns = Object.keys(spec.columns);
  const rows: string[][] = [];
  for await (const group of scanTable(path, spec)) {
    for (const row of group.slice(0, ROWS - rows.length)) {
      rows.push(columns.map((column) => cellText((row as Record<string, unknown>)[column])));
    }
    if (rows.length >= ROWS) break;
  }
  return `  ${await countRows(path)} rows\n${table(columns, rows)}`;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toPrecision(4);
  if (value instanceof Float32Array) return cut([...value].map((number) => number.toPrecision(2)).join(" "));
  if (typeof value === "object" && "bytes" in value)
    return `image, ${(value.bytes as Uint8Array).length} bytes`;
  return cut(String(value));
}

function cut(text: string): string {
  return text.length > CELL_WIDTH ? `${text.slice(0, CELL_WIDTH - 1)}…` : text;
}
