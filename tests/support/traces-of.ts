import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readForeignTable } from "@limen/tables";

/** By what a participant can be known again. */
export interface Person {
  readonly id: string;
  /** (milliseconds) Response times that nobody else has. */
  readonly times: ReadonlySet<number>;
}

/** Files that hold a person's name or one of their response times: as bytes, or in the cells of a Parquet file. */
export async function tracesOf({ id, times }: Person, places: readonly string[]): Promise<string[]> {
  const patterns = [id, ...[...times].map(String)].map((text) => Buffer.from(text));
  for (const time of times) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(time);
    patterns.push(bytes);
  }
  const found: string[] = [];
  for (const file of places.flatMap(filesIn)) {
    const bytes = readFileSync(file);
    const isTable = bytes.subarray(0, 4).toString("latin1") === "PAR1";
    if (
      patterns.some((pattern) => bytes.includes(pattern)) ||
      (isTable && (await isInCells(file, { id, times })))
    )
      found.push(file);
  }
  return found;
}

async function isInCells(file: string, { id, times }: Person): Promise<boolean> {
  const { rows } = await readForeignTable(file);
  return rows.some((row) =>
    Object.values(row).some((cell) =>
      typeof cell === "number" ? times.has(cell) : typeof cell === "string" && cell.includes(id),
    ),
  );
}

function filesIn(place: string): string[] {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [place];
  return readdirSync(place).flatMap((name) => filesIn(join(place, name)));
}
