import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@limen/errors";
import { beforeAll, expect, test } from "vitest";
import {
  type ColumnGroup,
  defineTable,
  float64,
  NO_WORD,
  nullable,
  pickRows,
  type Row,
  readTable,
  scanColumns,
  scanTable,
  text,
  WordList,
  writeColumns,
  writeTable,
} from "./index.ts";
import { everyKind, everyKindRow, temporaryFolder } from "./test-tables.ts";

const { picture, maybe_picture, p, maybe_p, values, maybe_values, ...flat } = everyKind.columns;
const flatTable = defineTable({ name: "flat", meaning: "One row a test case.", columns: flat });
type FlatRow = Row<typeof flatTable>;
type FlatGroup = ColumnGroup<typeof flatTable>;

const flatRows = (n: number): FlatRow[] =>
  Array.from({ length: n }, (_, i) => {
    const { picture, maybe_picture, p, maybe_p, values, maybe_values, ...row } = everyKindRow(i);
    return row;
  });

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});

async function groupsOf(path: string): Promise<FlatGroup[]> {
  const groups: FlatGroup[] = [];
  for await (const group of scanColumns(path, flatTable)) groups.push(group);
  return groups;
}

/** Cells of a group as the rows have them. */
function rowsOf(groups: readonly FlatGroup[]): Record<string, unknown>[] {
  return groups.flatMap(({ rows, columns }) =>
    Array.from({ length: rows }, (_, i) =>
      Object.fromEntries(
        Object.entries(columns).map(([name, column]) => {
          if ("codes" in column) return [name, column.words.names[column.codes[i]!] ?? null];
          if (column.present?.[i] === 0) return [name, null];
          return [name, column.values instanceof Uint8Array ? column.values[i] === 1 : column.values[i]];
        }),
      ),
    ),
  );
}

test.each([
  ["no rows", 0],
  ["one row", 1],
  ["several row groups and a rest", 37],
])("%s: columns hold what the rows hold", async (name, n) => {
  const path = join(folder, `${name}.parquet`);
  await writeTable(path, flatTable, flatRows(n), { rowGroupRows: 8 });
  expect(rowsOf(await groupsOf(path))).toEqual(flatRows(n));
});

test.each([0, 5, 8, 37])(
  "%i rows by columns are the same bytes as by rows, in groups of any size",
  async (n) => {
    const [rows, columns, again] = ["rows", "columns", "again"].map((name) =>
      join(folder, `${name}${n}.parquet`),
    );
    await writeTable(rows!, flatTable, flatRows(n), { rowGroupRows: 8, metadata: { note: "x" } });
    await writeTable(columns!, flatTable, flatRows(n), { rowGroupRows: 5, metadata: { note: "x" } });
    const scan = scanColumns(columns!, flatTable);
    expect(await writeColumns(again!, flatTable, scan, { rowGroupRows: 8, metadata: { note: "x" } })).toEqual(
      {
        rows: n,
      },
    );
    expect((await readFile(again!)).equals(await readFile(rows!))).toBe(true);
  },
);

test("rows are picked by place, nulls with them", async () => {
  const path = join(folder, "picked.parquet");
  await writeTable(path, flatTable, flatRows(12));
  const [group] = await groupsOf(path);
  const places = Int32Array.of(11, 2, 3);
  const columns = Object.fromEntries(
    Object.entries(group!.columns).map(([name, column]) => [name, pickRows(column, places)]),
  ) as unknown as FlatGroup["columns"];
  const all = flatRows(12);
  expect(rowsOf([{ rows: 3, columns }])).toEqual([all[11], all[2], all[3]]);
});

test("a list numbers words as they come, whatever their bytes, and finds each again", () => {
  const names = Array.from({ length: 5000 }, (_, i) => `wörd ${i} 表`);
  const list = WordList.of(["", "\uFEFFmarked", ...names, ...names]);
  expect(list.names).toEqual(["", "\uFEFFmarked", ...names]);
  expect(names.every((name, i) => list.number(name) === i + 2)).toBe(true);
});

test("bad cells are refused as rows refuse them: file, row, column and what was found", async () => {
  const columns = { word: text("a word"), number: float64("a number") };
  const loose = defineTable({
    name: "t",
    meaning: "as written",
    columns: { word: nullable(text("a word")), number: nullable(float64("a number")) },
  });
  const strict = defineTable({ name: "t", meaning: "as wanted", columns });
  for (const [name, row] of [
    ["word", { word: null, number: 1 }],
    ["number", { word: "x", number: null }],
  ] as const) {
    const path = join(folder, `bad-${name}.parquet`);
    await writeTable(path, loose, [{ word: "a", number: 1 }, { word: "b", number: 2 }, row], {
      rowGroupRows: 2,
    });
    const byColumns = await drain(scanColumns(path, strict));
    expect(byColumns).toBeInstanceOf(UserError);
    expect(String(byColumns)).toMatch(
      new RegExp(`bad-${name}.parquet.*null, but the column is not nullable`),
    );
    expect(String(byColumns)).toBe(String(await drain(scanTable(path, strict))));
  }
});

test("what is not finite, or null where none may be, is not written", async () => {
  const table = defineTable({
    name: "t",
    meaning: "one row a test case",
    columns: { word: text("a word"), number: nullable(float64("a number")) },
  });
  const words = WordList.of(["a"]);
  const write = (codes: number[], values: number[], present: number[] | null) =>
    writeColumns(join(folder, "refused.parquet"), table, [
      {
        rows: codes.length,
        columns: {
          word: { codes: Int32Array.from(codes), words },
          number: { values: Float64Array.from(values), present: present && Uint8Array.from(present) },
        },
      },
    ]);
  await expect(write([0, 0], [1, Number.NaN], null)).rejects.toThrow(
    "table t, row 1, column number: got NaN, expected a finite number",
  );
  await expect(write([0, NO_WORD], [1, 1], null)).rejects.toThrow("row 1, column word: null, but");
  await write([0, 0], [1, Number.NaN], [1, 0]);
  expect((await readTable(join(folder, "refused.parquet"), table)).rows).toEqual([
    { word: "a", number: 1 },
    { word: "a", number: null },
  ]);
});

test("pictures and lists are read by rows only", async () => {
  const path = join(folder, "kinds.parquet");
  const metadata = { classes: JSON.stringify(["a", "b", "c"]) };
  await writeTable(path, everyKind, [everyKindRow(0)], { metadata });
  await expect(scanColumns(path, everyKind, { columns: ["picture"] }).next()).rejects.toThrow("by rows only");
});

async function drain(groups: AsyncIterable<unknown>): Promise<unknown> {
  try {
    for await (const _ of groups);
    return undefined;
  } catch (error) {
    return error;
  }
}
