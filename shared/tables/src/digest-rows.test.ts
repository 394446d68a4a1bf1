import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  type ColumnSpec,
  defineTable,
  digestRows,
  type Row,
  scanColumns,
  type TableSpec,
  writeColumns,
  writeTable,
} from "./index.ts";
import { everyKind, everyKindMetadata, everyKindRow, temporaryFolder } from "./test-tables.ts";

type EveryKind = Row<typeof everyKind>;

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await temporaryFolder();
});

const rows = Array.from({ length: 12 }, (_, i) => everyKindRow(i));
const place = () => join(folder, `${files++}.parquet`);

async function write(
  given: readonly EveryKind[],
  more: Readonly<Record<string, string>> = {},
  rowGroupRows = 7,
) {
  const path = place();
  await writeTable(path, everyKind, given, { metadata: { ...everyKindMetadata, ...more }, rowGroupRows });
  return path;
}

const digestOf = async (path: string, spec: TableSpec = everyKind) => (await digestRows(path, spec)).digest;

test("the digest of what a table says does not depend on how its file is cut, nor on whether it came by rows or by columns", async () => {
  const wanted = await digestRows(await write(rows), everyKind);
  expect(wanted.rows).toBe(12);
  for (const groupRows of [1, 2, 1000])
    expect(await digestOf(await write(rows, {}, groupRows))).toBe(wanted.digest);
  // Pictures and vectors are read by rows only.
  const kept = Object.entries(everyKind.columns).filter(
    ([, { kind }]) => kind !== "image" && kind !== "vector",
  );
  const flat = { ...everyKind, columns: Object.fromEntries(kept) };
  const [byRows, byColumns] = [place(), place()];
  const flatRows = rows.map((row) =>
    Object.fromEntries(kept.map(([name]) => [name, row[name as keyof EveryKind]])),
  );
  await writeTable(byRows, flat, flatRows as never, { metadata: everyKindMetadata });
  await writeColumns(byColumns, flat, scanColumns(byRows, flat), {
    metadata: everyKindMetadata,
    rowGroupRows: 3,
  });
  expect(await digestOf(byColumns, flat)).toBe(await digestOf(byRows, flat));
});

test("each cell counts: any one that is changed gives another digest", async () => {
  const digests = new Set([await digestOf(await write(rows))]);
  let changes = 0;
  for (const column of Object.keys(everyKind.columns) as (keyof EveryKind)[]) {
    for (const [index, row] of rows.entries()) {
      const other = rows.map((one) => one[column]).find((cell) => !isSame(cell, row[column]));
      const changed = rows.map((one, at) =>
        at === index ? ({ ...one, [column]: other } as EveryKind) : one,
      );
      digests.add(await digestOf(await write(changed)));
      changes++;
    }
  }
  expect(digests.size).toBe(changes + 1);
});

const isSame = (a: unknown, b: unknown) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

function plain(cell: unknown): unknown {
  if (Object.is(cell, -0)) return "-0";
  if (ArrayBuffer.isView(cell)) return Array.from(cell as Float32Array, plain);
  if (typeof cell !== "object" || cell === null) return cell;
  return Object.fromEntries(Object.entries(cell).map(([name, value]) => [name, plain(value)]));
}

test("what is nearly the same is not: missing and empty, zero and minus zero, whole and cut, once and twice", async () => {
  const one = rows[0]!;
  const bytes = Uint8Array.of(1, 2);
  const [zero, empty] = [Float32Array.of(0), new Float32Array()];
  const cells: readonly Partial<EveryKind>[] = [
    {},
    { maybe: null },
    { maybe: "" },
    { maybe: "null" },
    { maybe: "\0" },
    { maybe: "\u00e9" },
    { maybe: "e\u0301" },
    { chosen: null },
    { chosen: "joy" },
    { count: null },
    { count: 0 },
    { maybe_single: null },
    { maybe_single: 0 },
    { maybe_single: -0 },
    { maybe_double: null },
    { maybe_double: 0 },
    { maybe_double: -0 },
    { maybe_double: 1 + Number.EPSILON },
    { maybe_double: 1 },
    { maybe_flag: null },
    { maybe_flag: false },
    { maybe_picture: null },
    { maybe_picture: { bytes: new Uint8Array(), path: null } },
    { maybe_picture: { bytes: new Uint8Array(), path: "" } },
    { maybe_picture: { bytes: Uint8Array.of(0), path: null } },
    { maybe_picture: { bytes, path: null } },
    { maybe_picture: { bytes: bytes.toReversed(), path: null } },
    { maybe_p: null },
    { maybe_p: Float32Array.of(0, 0, 0) },
    { maybe_p: Float32Array.of(0, 0, -0) },
    { maybe_values: null },
    { maybe_values: empty },
    { maybe_values: zero },
    { maybe_values: Float32Array.of(0, 0) },
    { maybe: "ab", word: "c" },
    { maybe: "a", word: "bc" },
  ];
  // A cell of its own in each column, which none of the above is.
  const base: EveryKind = {
    ...one,
    maybe: "x",
    chosen: "Ärger",
    count: 1,
    maybe_single: 1,
    maybe_double: 5,
    maybe_flag: true,
    maybe_picture: { bytes: Uint8Array.of(9), path: "x" },
    maybe_p: Float32Array.of(1, 0, 0),
    maybe_values: Float32Array.of(9),
  };
  const files = await Promise.all(cells.map((cell) => write([{ ...base, ...cell }])));
  const digests = await Promise.all(files.map((file) => digestOf(file)));
  const rest = [
    await digestOf(await write([])),
    await digestOf(await write([base, base])),
    await digestOf(await write(rows)),
    await digestOf(await write([...rows].reverse())),
    await digestOf(await write(rows.slice(1))),
    await digestOf(await write([base], { note: "another" })),
    await digestOf(await write([base], { more: "" })),
    await digestOf(
      await write([base], { classes: JSON.stringify(["a", "joy", "Ärger", "悲しみ"].slice(1).reverse()) }),
    ),
  ];
  expect(new Set([...digests, ...rest]).size).toBe(digests.length + rest.length);
});

test("the table's name, and the names, kinds and order of its columns count", async () => {
  const { count, double } = { count: "count", double: "double" };
  const kind = (kind: ColumnSpec["kind"]): ColumnSpec => ({ kind, nullable: false, meaning: "a value" });
  const table = (name: string, columns: Record<string, ColumnSpec>) =>
    defineTable({ name, meaning: "numbers", columns });
  const specs = [
    table("numbers", { [count]: kind("int32"), [double]: kind("int32") }),
    table("numbers", { [double]: kind("int32"), [count]: kind("int32") }),
    table("others", { [count]: kind("int32"), [double]: kind("int32") }),
    table("numbers", { [count]: kind("int32"), second: kind("int32") }),
    table("numbers", { [count]: kind("float64"), [double]: kind("int32") }),
    table("numbers", { [count]: kind("float32"), [double]: kind("int32") }),
    table("numbers", { [count]: kind("int32") }),
    table("words", { [count]: kind("text") }),
    table("words", { [count]: kind("choice") }),
  ];
  const digests = await Promise.all(
    specs.map(async (spec) => {
      const path = place();
      const cell = spec.name === "words" ? "1" : 1;
      const row = Object.fromEntries(Object.keys(spec.columns).map((name) => [name, cell]));
      await writeTable(path, spec, [row] as never);
      return digestOf(path, spec);
    }),
  );
  expect(new Set(digests).size).toBe(specs.length);
});
