import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { digestRows, type Row, writeTable } from "./index.ts";
import { everyKind, everyKindMetadata, everyKindRow, temporaryFolder } from "./test-tables.ts";

type EveryKind = Row<typeof everyKind>;

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});

const rows = Array.from({ length: 20 }, (_, i) => everyKindRow(i));

async function written(name: string, given: readonly EveryKind[], rowGroupRows: number, note = "one") {
  const path = join(folder, `${name}.parquet`);
  await writeTable(path, everyKind, given, { metadata: { ...everyKindMetadata, note }, rowGroupRows });
  return { bytes: readFileSync(path), ...(await digestRows(path, everyKind)) };
}

test("the digest of what a table says does not depend on how its file is cut", async () => {
  const [one, two] = [await written("one", rows, 4), await written("two", rows, 64)];
  expect(one.bytes.equals(two.bytes)).toBe(false);
  expect(one.rows).toBe(20);
  expect(two.digest).toBe(one.digest);
});

test("every cell, the order of rows, their number and the metadata count", async () => {
  const digests = new Set([(await written("same", rows, 64)).digest]);
  for (const column of Object.keys(everyKind.columns) as (keyof EveryKind)[]) {
    // Row 0 takes the cell of a row where it is another one.
    const other = rows.find((row) => JSON.stringify(row[column]) !== JSON.stringify(rows[0]![column]));
    if (other === undefined) throw new Error(`all rows have the same ${column}`);
    const changed = [{ ...rows[0]!, [column]: other[column] } as EveryKind, ...rows.slice(1)];
    digests.add((await written(`changed-${column}`, changed, 64)).digest);
  }
  digests.add((await written("turned", [...rows].reverse(), 64)).digest);
  digests.add((await written("shorter", rows.slice(1), 64)).digest);
  digests.add((await written("note", rows, 64, "two")).digest);
  expect(digests.size).toBe(Object.keys(everyKind.columns).length + 4);
});

test("zero and minus zero are two values", async () => {
  const double = (value: number) => [{ ...rows[0]!, double: value }];
  const [zero, minus] = [await written("zero", double(0), 4), await written("minus", double(-0), 4)];
  expect(zero.digest).not.toBe(minus.digest);
});
