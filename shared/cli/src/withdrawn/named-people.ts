import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { digestText } from "@limen/artifact";
import { readForeignTable, readMetadata, TABLE_KEY } from "@limen/tables";
import * as specs from "@limen/tables/specs";

const COLUMN = "participant_id";
/** Tables that name participants. */
const NAMING: ReadonlySet<string> = new Set(
  Object.values(specs).flatMap((spec) =>
    typeof spec === "object" && "columns" in spec && COLUMN in spec.columns ? [spec.name] : [],
  ),
);
/** As the server draws them, and as a release calls them. */
const NAME = /\b(?:p|person)-[0-9a-f]{16}\b/g;

/** By the SHA-256 of a participant's name, whether they withdrew. */
export type Withdrawn = ReadonlySet<string>;

/** How many of those who withdrew a file names. Tables of ours say whether they hold participants; of other files the text is searched. */
export async function countNamed(path: string, extension: string, withdrawn: Withdrawn): Promise<number> {
  const names = extension === "parquet" ? await namesInTable(path) : namesInText(path);
  return [...names].filter((name) => withdrawn.has(digestText(name))).length;
}

/** As countNamed, for files of somebody's folder, where any Parquet file may stand, and people under the pseudonyms of a release. */
export async function countNamedInFile(
  path: string,
  withdrawn: Withdrawn,
  pseudonyms: ReadonlySet<string>,
): Promise<number> {
  const isTable = extname(path).toLowerCase() === ".parquet";
  const names = isTable ? await namesInTable(path) : namesInText(path);
  return [...names].filter((name) => pseudonyms.has(name) || withdrawn.has(digestText(name))).length;
}

async function namesInTable(path: string): Promise<ReadonlySet<string>> {
  const { [TABLE_KEY]: table } = await readMetadata(path);
  if (table === undefined || !NAMING.has(table)) return new Set();
  const { rows } = await readForeignTable(path, { columns: [COLUMN] });
  return new Set(rows.map((row) => String(row[COLUMN])));
}

function namesInText(path: string): ReadonlySet<string> {
  return new Set(readFileSync(path, "latin1").match(NAME));
}
