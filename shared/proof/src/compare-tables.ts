import { readMetadata, scanTable, type TableSpec } from "@limen/tables";
import { compareMetadata } from "./compare-metadata.ts";
import {
  type Difference,
  DifferenceCounter,
  distanceOf,
  isImage,
  shown,
  shownApart,
  valueDistance,
} from "./differences.ts";

type Cells = Readonly<Record<string, unknown>>;

/** How two tables of one kind differ: metadata, number of rows, and row by row each column. Reads both as streams. */
export async function compareTables(before: string, after: string, spec: TableSpec): Promise<Difference[]> {
  const counter = new DifferenceCounter();
  const [oldData, newData] = await Promise.all([readMetadata(before), readMetadata(after)]);
  compareMetadata("the schema", oldData, newData, counter);
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
  if (oldRows !== newRows)
    counter.add({
      part: "number of rows",
      where: "the end",
      distance: Number.POSITIVE_INFINITY,
      before: shown(oldRows),
      after: shown(newRows),
    });
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
  if (distance !== 0) counter.add({ part, where, distance, ...shownApart(before, after) });
}

function cellDistance(a: unknown, b: unknown): number {
  if (a instanceof Float32Array && b instanceof Float32Array && a.length === b.length) {
    return a.reduce((most, value, i) => Math.max(most, distanceOf(value, b[i]!)), 0);
  }
  if (isImage(a) && isImage(b)) {
    return a.path === b.path && Buffer.compare(a.bytes, b.bytes) === 0 ? 0 : Number.POSITIVE_INFINITY;
  }
  return valueDistance(a, b);
}
