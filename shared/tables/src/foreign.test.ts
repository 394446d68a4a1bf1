import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@limen/errors";
import {
  Binary,
  DateDay,
  Dictionary,
  Field,
  Int32,
  Int64,
  LargeUtf8,
  List,
  Struct,
  Table,
  TimestampMicrosecond,
  tableFromArrays,
  tableToIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { Compression, Table as WasmTable, WriterPropertiesBuilder, writeParquet } from "parquet-wasm";
import { beforeAll, expect, test } from "vitest";
import { readForeignTable, scanForeignTable } from "./index.ts";
import { temporaryFolder } from "./test-tables.ts";

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});

test("columns that Limen does not write become plain values", async () => {
  const noon = Date.UTC(2020, 0, 31, 12);
  const path = await writeForeign("types", {
    n: vectorFromArray([1n, null, -(2n ** 53n - 1n)], new Int64()),
    word: vectorFromArray(["ä", null, ""], new LargeUtf8()),
    kind: vectorFromArray(["a", null, "a"], new Dictionary(new Utf8(), new Int32())),
    lists: vectorFromArray([["x"], null, []], new List(new Field("item", new Utf8(), true))),
    zoned: vectorFromArray([noon, null, 0], new TimestampMicrosecond("UTC")),
    local: vectorFromArray([noon, null, 0], new TimestampMicrosecond()),
    day: vectorFromArray([new Date(noon), null, new Date(0)], new DateDay()),
    image: vectorFromArray(
      [{ bytes: Uint8Array.of(1, 2), path: "a.png" }, null, { bytes: null, path: null }],
      new Struct([new Field("bytes", new Binary(), true), new Field("path", new Utf8(), true)]),
    ),
  });
  const { columns, rows } = await readForeignTable(path);
  const empty = {
    n: null,
    word: null,
    kind: null,
    lists: null,
    zoned: null,
    local: null,
    day: null,
    image: null,
  };
  expect(rows).toEqual([
    {
      n: 1,
      word: "ä",
      kind: "a",
      lists: ["x"],
      zoned: "2020-01-31T12:00:00.000Z",
      local: "2020-01-31T12:00:00.000",
      day: "2020-01-31",
      image: { bytes: Uint8Array.of(1, 2), path: "a.png" },
    },
    empty,
    {
      ...empty,
      n: -(2 ** 53 - 1),
      word: "",
      kind: "a",
      lists: [],
      zoned: "1970-01-01T00:00:00.000Z",
      local: "1970-01-01T00:00:00.000",
      day: "1970-01-01",
      image: { bytes: null, path: null },
    },
  ]);
  expect(columns.map(({ name }) => name)).toEqual(Object.keys(empty));
});

test.each([
  Compression.UNCOMPRESSED,
  Compression.SNAPPY,
  Compression.GZIP,
  Compression.BROTLI,
  Compression.LZ4_RAW,
])("compression %s is read by row group", async (compression) => {
  const values = Float64Array.from({ length: 25 }, (_, i) => i);
  const path = await writeForeign(`codec${compression}`, tableFromArrays({ values }), compression, 10);
  const groups: unknown[][] = [];
  for await (const { rows } of scanForeignTable(path)) groups.push(rows);
  expect(groups.map((rows) => rows.length)).toEqual([10, 10, 5]);
  expect(groups.flat()).toEqual(Array.from(values, (value) => ({ values: value })));
});

test("an integer that no number holds is an error with its column, unless the column is left out", async () => {
  const path = await writeForeign("big", {
    big: vectorFromArray([2n ** 53n], new Int64()),
    word: vectorFromArray(["x"], new Utf8()),
  });
  await expect(readForeignTable(path)).rejects.toThrow(/big: the integer 9007199254740992 is too large/);
  expect((await readForeignTable(path, { columns: ["word"] })).rows).toEqual([{ word: "x" }]);
  await expect(readForeignTable(path, { columns: ["wort"] })).rejects.toThrow(
    /no column wort\n.*did you mean "word"/,
  );
});

test("a file without rows still tells its columns", async () => {
  const path = await writeForeign("empty", { word: vectorFromArray([], new Utf8()) });
  expect(await readForeignTable(path)).toEqual({ columns: [{ name: "word", type: "Utf8" }], rows: [] });
});

test("a small file that unpacks to more than the memory allowed is refused", async () => {
  // Every row is one entry of Parquet's dictionary, so pages and footer stay small.
  const page = "a".repeat(2 ** 16);
  const path = await writeForeign("bomb", {
    page: vectorFromArray(
      Array.from({ length: 600 }, () => page),
      new Utf8(),
    ),
  });
  const reading = readForeignTable(path, { memoryMegabytes: 32 });
  await expect(reading).rejects.toThrow(UserError);
  await expect(reading).rejects.toThrow(/bomb\.parquet: .*memory/);
  expect((await readForeignTable(path, { memoryMegabytes: 1024 })).rows).toHaveLength(600);
});

test("a deadline ends the reading", async () => {
  const path = await writeForeign("slow", { word: vectorFromArray(["x"], new Utf8()) });
  // A memory size of its own, so that the thread has to start first: no answer comes within a millisecond.
  const reading = readForeignTable(path, { deadlineSeconds: 0.001, memoryMegabytes: 65 });
  await expect(reading).rejects.toThrow(/slow\.parquet: .*no answer within 0.001 seconds/);
});

async function writeForeign(
  name: string,
  content: Table | Record<string, Vector>,
  compression = Compression.SNAPPY,
  rowGroupRows = 1_000_000,
): Promise<string> {
  const table = content instanceof Table ? content : new Table(content);
  const properties = new WriterPropertiesBuilder()
    .setCompression(compression)
    .setMaxRowGroupSize(rowGroupRows)
    .build();
  const path = join(folder, `${name}.parquet`);
  await writeFile(path, writeParquet(WasmTable.fromIPCStream(tableToIPC(table, "stream")), properties));
  return path;
}
