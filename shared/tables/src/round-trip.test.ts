import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { countRows, type Row, readMetadata, readTable, scanTable, writeTable } from "./index.ts";
import { everyKind, everyKindMetadata, everyKindRow, temporaryFolder } from "./test-tables.ts";

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});

type EveryKind = Row<typeof everyKind>;
const manyRows = (n: number): EveryKind[] => Array.from({ length: n }, (_, i) => everyKindRow(i));

test.each([
  ["no rows", 0],
  ["one row", 1],
  ["a whole row group", 8],
  ["several row groups and a rest", 37],
])("%s: every kind comes back as it went, nulls and non-ASCII text too", async (name, n) => {
  const path = join(folder, `${name}.parquet`);
  const rows = manyRows(n);
  expect(await writeTable(path, everyKind, rows, { metadata: everyKindMetadata, rowGroupRows: 8 })).toEqual({
    rows: n,
  });
  const read = await readTable(path, everyKind);
  expect(read.rows).toEqual(rows);
  expect(read.metadata).toEqual({ ...everyKindMetadata, "limen.table": "every-kind" });
  expect(await readMetadata(path)).toEqual(read.metadata);
  expect(await countRows(path)).toBe(n);
});

test("a scan gives one group after the other, and only the wanted columns", async () => {
  const path = join(folder, "scan.parquet");
  await writeTable(path, everyKind, manyRows(20), { metadata: everyKindMetadata, rowGroupRows: 8 });
  const groups: Pick<EveryKind, "word" | "picture">[][] = [];
  for await (const group of scanTable(path, everyKind, { columns: ["picture", "word"] })) groups.push(group);
  expect(groups.map((group) => group.length)).toEqual([8, 8, 4]);
  expect(groups.flat()).toEqual(manyRows(20).map(({ word, picture }) => ({ word, picture })));
});

test("a scan that stops early leaves the next one working", async () => {
  const path = join(folder, "early.parquet");
  await writeTable(path, everyKind, manyRows(20), { metadata: everyKindMetadata, rowGroupRows: 8 });
  for await (const group of scanTable(path, everyKind)) {
    expect(group).toHaveLength(8);
    break;
  }
  expect((await readTable(path, everyKind)).rows).toHaveLength(20);
});

test("tables may be read and written side by side", async () => {
  const paths = [0, 1, 2, 3].map((i) => join(folder, `side${i}.parquet`));
  await Promise.all(
    paths.map((path, i) =>
      writeTable(path, everyKind, manyRows(i * 9), { metadata: everyKindMetadata, rowGroupRows: 4 }),
    ),
  );
  const read = await Promise.all(paths.map((path) => readTable(path, everyKind)));
  expect(read.map(({ rows }) => rows.length)).toEqual([0, 9, 18, 27]);
});

test("the same rows give the same bytes, from an array or a stream", async () => {
  async function* stream(): AsyncGenerator<EveryKind> {
    yield* manyRows(37);
  }
  const [a, b] = [join(folder, "same-a.parquet"), join(folder, "same-b.parquet")];
  const { classes, note } = everyKindMetadata;
  await writeTable(a, everyKind, manyRows(37), { metadata: { classes, note }, rowGroupRows: 8 });
  await writeTable(b, everyKind, stream(), { metadata: { note, classes }, rowGroupRows: 8 });
  expect((await readFile(a)).equals(await readFile(b))).toBe(true);
});

test("a column of nulls alone comes back", async () => {
  const path = join(folder, "nulls.parquet");
  const rows = [0, 1].map((i) => ({ ...everyKindRow(1), id: i, maybe: null, chosen: null }));
  await writeTable(path, everyKind, rows, { metadata: everyKindMetadata });
  expect((await readTable(path, everyKind)).rows).toEqual(rows);
});

test("rows that fail half way leave no file", async () => {
  const path = join(folder, "half", "table.parquet");
  function* rows(): Generator<EveryKind> {
    yield* manyRows(20);
    throw new Error("the stage broke");
  }
  const writing = writeTable(path, everyKind, rows(), { metadata: everyKindMetadata, rowGroupRows: 4 });
  await expect(writing).rejects.toThrow("the stage broke");
  expect(await readdir(join(folder, "half"))).toEqual([]);
});
