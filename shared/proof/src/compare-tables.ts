import { type ImageCell, readMetadata, scanTable, type TableSpec } from "@limen/tables";
import { type Difference, DifferenceCounter, distanceOf, shown } from "./differences.ts";

type Cells = Readonly<Record<string, unknown>>;

/** How two tables of one kind differ: metadata, number of rows, and row by row each column. Reads both as streams. */
export async function compareTables(before: string, after: string, spec: TableSpec): Promise<Difference[]> {
  const counter = new DifferenceCounter();
  const [oldData, newData] = await Promise.all([readMetadata(before), readMetadata(after)]);
  for (const name of new Set([...Object.keys(oldData), ...Object.keys(newData)])) {
    compareExactly(`metadata ${name}`, "the schema", oldData[name], newData[name], counter);
  }
  const [old, now] = [rowsOf(before, spec), rowsOf(after, spec)];
  let [oldRows, newRows] = [0, 0];
  try {
    for (;;) {
      const [a, b] = await Promise.all([old.next(), now.next()]);
      if (!a.done) oldRows++;
      if (!b.done) newRows++;
      if (a.done && b.done) break;
      if (a.done || b.done) continue;
      for (const name of Object.keys(spec.columns)) {
        compareCells(name, `row ${newRows - 1}`, a.value[name], b.value[name], counter);
      }
    }
  } finally {
    await Promise.all([old.return(undefined), now.return(undefined)]);
  }
  compareExactly("number of rows", "the end", oldRows, newRows, counter);
  return counter.list();
}

async function* rowsOf(path: string, spec: TableSpec): AsyncGenerator<Cells, undefined> {
  for await (const group of scanTable(path, spec)) yield* group as Cells[];
}

function compareCells(
  part: string,
  where: string,
  before: unknown,
  after: unknown,
  counter: DifferenceCounter,
): void {
  const distance = cellDistance(before, after);
  if (distance !== 0) counter.add({ part, where, distance, before: shown(before), after: shown(after) });
}

function compareExactly(
  part: string,
  where: string,
  before: unknown,
  after: unknown,
  counter: DifferenceCounter,
): void {
  if (before === after) return;
  counter.add({
    part,
    where,
    distance: Number.POSITIVE_INFINITY,
    before: shown(before),
    after: shown(after),
  });
}

/** Whole numbers are counts and names: they differ or do not, as all that is no number. */
function cellDistance(a: unknown, b: unknown): number {
  if (Object.is(a, b)) return 0;
  if (typeof a === "number" && typeof b === "number") {
    return Number.isInteger(a) && Number.isInteger(b) && a !== b
      ? Number.POSITIVE_INFINITY
      : distanceOf(a, b);
  }
  if (a instanceof Float32Array && b instanceof Float32Array && a.length === b.length) {
    return a.reduce((most, value, i) => Math.max(most, distanceOf(value, b[i]!)), 0);
  }
  if (isImage(a) && isImage(b)) {
    return a.path === b.path && Buffer.compare(a.bytes, b.bytes) === 0 ? 0 : Number.POSITIVE_INFINITY;
  }
  return Number.POSITIVE_INFINITY;
}

function isImage(cell: unknown): cell is ImageCell {
  return typeof cell === "object" && cell !== null && "bytes" in cell;
}
