import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InternalError, UserError } from "@limen/errors";
import { beforeAll, expect, test } from "vitest";
import { classesOf, defineTable, int32, readTable, scanTable, text, writeTable } from "./index.ts";
import { everyKind, everyKindMetadata, everyKindRow, temporaryFolder } from "./test-tables.ts";

let folder: string;
let good: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  good = join(folder, "good.parquet");
  const rows = Array.from({ length: 20 }, (_, i) => everyKindRow(i));
  await writeTable(good, everyKind, rows, { metadata: everyKindMetadata, rowGroupRows: 8 });
});

const bytes = Uint8Array.of(1);
test.each<[name: string, cell: Record<string, unknown>, message: RegExp]>([
  ["NaN in a float64", { double: Number.NaN }, /column double: got NaN/],
  ["Infinity in a float64", { double: Number.POSITIVE_INFINITY }, /column double: got Infinity/],
  ["a number too large for a float32", { single: 1e39 }, /column single: got 1e\+39/],
  ["NaN in a distribution", { p: Float32Array.of(0, Number.NaN, 1) }, /column p: value 1 is NaN/],
  [
    "a distribution of another length",
    { p: Float32Array.of(0, 1) },
    /column p: 2 values, but there are 3 classes/,
  ],
  ["a distribution as an array", { p: [0, 1, 0] }, /column p: got Array, expected a Float32Array/],
  [
    "Infinity in a vector",
    { values: Float32Array.of(Number.POSITIVE_INFINITY) },
    /column values: value 0 is Infinity/,
  ],
  ["null where none may be", { word: null }, /column word: null, but/],
  ["a missing cell", { maybe: undefined }, /column maybe: got undefined/],
  ["a fraction in an int32", { id: 0.5 }, /column id: got 0.5/],
  ["an int32 too large", { id: 2 ** 31 }, /column id: got 2147483648/],
  ["a number as text", { class: 3 }, /column class: got 3, expected text/],
  ["text as a number", { double: "3" }, /column double: got "3", expected a finite number/],
  ["1 as a boolean", { flag: 1 }, /column flag: got 1, expected true or false/],
  ["half a surrogate pair", { word: "\ud800" }, /column word: text with half a surrogate pair/],
  ["an image without bytes", { picture: { path: "x" } }, /column picture: got undefined, expected bytes/],
  ["an image with a numeric path", { picture: { bytes, path: 3 } }, /column picture: got 3, expected text/],
  ["a column too many", { wrod: "x" }, /column wrod: the table has no such column/],
])("%s is not written", async (_, cell, message) => {
  const rows = [everyKindRow(0), { ...everyKindRow(1), ...cell }];
  const writing = writeTable(join(folder, "bad.parquet"), everyKind, rows, { metadata: everyKindMetadata });
  await expect(writing).rejects.toThrow(InternalError);
  await expect(writing).rejects.toThrow(/table every-kind, row 1/);
  await expect(writing).rejects.toThrow(message);
});

test("distributions need classes, and the table's own key is reserved", async () => {
  const path = join(folder, "no-classes.parquet");
  await expect(writeTable(path, everyKind, [])).rejects.toThrow(/need the metadata "classes"/);
  const metadata = { ...everyKindMetadata, "limen.table": "x" };
  await expect(writeTable(path, everyKind, [], { metadata })).rejects.toThrow(/reserved/);
});

test("another table is refused by name, with its columns", async () => {
  const other = defineTable({ name: "other", meaning: "another table", columns: { id: int32("the row") } });
  const reading = readTable(good, other);
  await expect(reading).rejects.toThrow(UserError);
  await expect(reading).rejects.toThrow(/good\.parquet: holds the table every-kind, wanted the table other/);
  await expect(reading).rejects.toThrow(/found the columns id, word/);
});

test("all wrong columns are named at once, with the column that was meant", async () => {
  const columns = { number: int32("a number"), word: text("a word") };
  const written = defineTable({ name: "t", meaning: "as written", columns });
  const wanted = defineTable({
    name: "t",
    meaning: "as wanted",
    columns: { numbers: int32("n"), word: int32("w") },
  });
  const path = join(folder, "columns.parquet");
  await writeTable(path, written, [{ number: 1, word: "x" }]);
  const reading = readTable(path, wanted);
  await expect(reading).rejects.toThrow(/the column numbers is missing/);
  await expect(reading).rejects.toThrow(/no column number\n.*did you mean "numbers"/);
  await expect(reading).rejects.toThrow(/the column word is Utf8, wanted Int32/);
});

test("a column that the table has not cannot be scanned", async () => {
  const scan = scanTable(good, everyKind, { columns: ["wrod" as "word"] });
  await expect(scan.next()).rejects.toThrow(/did you mean "word"/);
});

test("a missing file, an empty one and text are each named", async () => {
  await expect(readTable(join(folder, "none.parquet"), everyKind)).rejects.toThrow(
    /none\.parquet: no such file/,
  );
  for (const content of ["", "a,b\n1,2\n", "PAR1".repeat(10)]) {
    const path = join(folder, "text.parquet");
    await writeFile(path, content);
    await expect(readTable(path, everyKind)).rejects.toThrow(UserError);
    await expect(readTable(path, everyKind)).rejects.toThrow(/text\.parquet: cannot be read as Parquet/);
  }
});

test("a damaged file is an error or another table, never a hang or a crash", async () => {
  const whole = await readFile(good);
  const path = join(folder, "damaged.parquet");
  let refused = 0;
  for (let i = 0; i < 18; i++) {
    const damaged = Buffer.from(whole);
    // Evenly over the file: pages, column index, footer.
    const at = Math.floor((whole.length * i) / 18);
    damaged[at] = damaged[at]! ^ (1 << (i % 8));
    await writeFile(path, i % 6 === 5 ? damaged.subarray(0, at) : damaged);
    await readTable(path, everyKind).catch((error: unknown) => {
      expect(error).toBeInstanceOf(UserError);
      expect(String(error)).toContain(path);
      refused++;
    });
  }
  expect(refused).toBeGreaterThan(3);
  expect((await readTable(good, everyKind)).rows).toHaveLength(20);
});

test("classes must be a list of different names", () => {
  expect(classesOf({ classes: '["joy","fear"]' })).toEqual(["joy", "fear"]);
  const bad: Record<string, string>[] = [
    {},
    { classes: "joy" },
    { classes: "[1]" },
    { classes: "[]" },
    { classes: '["a","a"]' },
  ];
  for (const metadata of bad) expect(() => classesOf(metadata)).toThrow(UserError);
});
