import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ColumnKind, readForeignTable, writeTable } from "@limen/tables";
import { surroundings } from "@limen/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askPython, noPython, python } from "../support/python.ts";
import { type EveryKind, everyKind, metadata, rows } from "./every-kind.ts";

/** What both readers must show of Limen's file, in the types of pyarrow, by kind of column. */
const TYPES: Readonly<Record<ColumnKind, string>> = {
  text: "string",
  choice: "dictionary<values=string, indices=int32, ordered=0>",
  int32: "int32",
  float32: "float",
  float64: "double",
  bool: "bool",
  image: "struct<bytes: binary not null, path: string>",
  distribution: "fixed_size_list<item: float not null>[3]",
  vector: "list<item: float not null>",
};

interface Answer {
  readonly types: Record<string, string>;
  readonly nullable: Record<string, boolean>;
  readonly metadata: Record<string, string>;
  readonly row_groups: number;
  readonly polars: unknown[];
  readonly pyarrow: unknown[];
  readonly duckdb: unknown[];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "limen-interop-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(python === undefined)(`tables and Python${noPython}`, () => {
  let answer: Answer;
  beforeAll(async () => {
    const path = join(folder, "every-kind.parquet");
    await writeTable(path, everyKind, rows, { metadata, rowGroupRows: 3 });
    answer = askPython("read_table.py", path) as Answer;
  });

  test("pyarrow reads every value of every kind of column as it was written", () => {
    expect(answer.pyarrow).toEqual(rows.map(plainRow));
    expect(answer.row_groups).toBe(Math.ceil(rows.length / 3));
  });

  test("DuckDB reads the same values", () => {
    expect(answer.duckdb).toEqual(rows.map(plainRow));
  });

  test("polars reads the same values", () => {
    expect(answer.polars).toEqual(rows.map(plainRow));
  });

  test("dictionaries, fixed-size lists, image structs and missing cells keep their types", () => {
    for (const [name, { kind, nullable }] of Object.entries(everyKind.columns)) {
      expect(answer.types[name], name).toBe(TYPES[kind]);
      expect(answer.nullable[name], name).toBe(nullable);
    }
  });

  test("the table's name, its classes and non-ASCII notes are in the file's metadata", () => {
    expect(answer.metadata).toEqual({ ...metadata, "limen.table": "every-kind" });
  });

  test("a table without rows opens too", async () => {
    const path = join(folder, "empty.parquet");
    await writeTable(path, everyKind, [], { metadata });
    const empty = askPython("read_table.py", path) as Answer;
    expect([empty.pyarrow, empty.polars, empty.duckdb]).toEqual([[], [], []]);
    expect(empty.types.p).toBe(TYPES.distribution);
  });

  test.each(["pyarrow", "polars", "duckdb"])(
    "a file that %s writes by default is read as plain values",
    async (writer) => {
      const path = join(folder, `${writer}.parquet`);
      const columns = askPython("write_table.py", path, writer);
      const read = await readForeignTable(path);
      expect(read.columns.map((column) => column.name)).toEqual(columns);
      const values = columnsOf(read.rows);
      expect(values).toEqual({
        participant: ["p1", "Ärztin", null, "参加者"],
        response: ["joy", "anger", "joy", null],
        rt: [0.5, 1e308, null, -0],
        rare: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null],
        trial: [Number.MAX_SAFE_INTEGER, -1, 0, null],
        small: [127, -128, 0, null],
        single: [Math.fround(0.1), null, 3, -1.5],
        correct: [true, false, null, true],
        votes: [[1, 2], [], null, [0.25]],
        p: [[0.5, 0.5], [1, 0], null, [0, 1]],
        image: [
          { bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), path: "a.png" },
          { bytes: new Uint8Array(), path: null },
          null,
          { bytes: Uint8Array.of(0), path: "" },
        ],
        when: ["2024-02-29T12:30:00.000Z", null, null, null],
      });
    },
  );

  test("a footer that says that its rows lie in another file is refused, and the other file not opened", async () => {
    const { box, beside, disturbed } = surroundings({});
    const path = join(box, "pointing.parquet");
    for (const name of ["../rows.parquet", beside("rows.parquet")]) {
      askPython("write_pointing_table.py", path, beside("rows.parquet"), name);
      disturbed();
      await expect(readForeignTable(path), name).rejects.toThrow("cannot be read as Parquet");
      expect(disturbed(), name).toEqual([]);
    }
  });

  test("an integer that JavaScript cannot hold exactly is refused by name, and never rounded", async () => {
    for (const writer of ["pyarrow", "polars", "duckdb"]) {
      const path = join(folder, `${writer}-large.parquet`);
      askPython("write_table.py", path, `${writer}-int64`);
      await expect(readForeignTable(path), writer).rejects.toThrow(/large/);
    }
  });
});

const FLOATS = new Set(
  Object.entries(everyKind.columns).flatMap(([name, { kind }]) => (kind.startsWith("float") ? [name] : [])),
);

/** A row as read_table.py prints it. */
function plainRow(row: EveryKind): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(name, value)]));
}

function plain(name: string, value: unknown): unknown {
  if (typeof value === "number") return FLOATS.has(name) ? hexFloat(value) : value;
  if (value instanceof Float32Array) return Array.from(value, hexFloat);
  if (value instanceof Uint8Array) return [...value];
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(key, item)]));
}

/** A double as Python's float.hex writes it. */
function hexFloat(value: number): string {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const sign = word >> 63n ? "-" : "";
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = (word & ((1n << 52n) - 1n)).toString(16).padStart(13, "0");
  if (exponent === 0) {
    const zero = /^0+$/.test(fraction);
    return zero ? `${sign}0x0.0p+0` : `${sign}0x0.${fraction}p-1022`;
  }
  const power = exponent - 1023;
  return `${sign}0x1.${fraction}p${power < 0 ? "-" : "+"}${Math.abs(power)}`;
}

function columnsOf(rows: readonly Record<string, unknown>[]): Record<string, unknown[]> {
  const names = Object.keys(rows[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => asList(row[name]))]));
}

/** Typed arrays of numbers compare as lists; bytes stay bytes. */
function asList(value: unknown): unknown {
  return value instanceof Float32Array || value instanceof Float64Array ? [...value] : value;
}
