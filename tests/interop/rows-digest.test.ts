import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ColumnKind, digestRows, type TableSpec, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { describe, expect, test, vi } from "vitest";
import { askPython, noPython, python } from "../support/python.ts";
import { type EveryKind, everyKind, metadata, rows } from "./every-kind.ts";

vi.setConfig({ testTimeout: 240_000 });

interface Written {
  readonly how: string;
  readonly path: string;
}

const digestOf = async (path: string, spec: TableSpec = everyKind) => (await digestRows(path, spec)).digest;
const bytesOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

describe.skipIf(python === undefined)(`the digest of rows and Python${noPython}`, () => {
  const written = (source: string, writer: string) => {
    const folder = join(temporaryDirectory(), "written");
    mkdirSync(folder);
    return askPython("rewrite_table.py", source, folder, writer) as Written[];
  };

  test("the same cells have the same digest in every way that pyarrow writes them", async () => {
    const source = await write(everyKind, rows);
    await expectOneDigest(written(source, "pyarrow"), await digestOf(source), everyKind);
  });

  test("and in every way that polars writes them; its long lists are no column of ours, and refused", async () => {
    const spec = without("vector");
    const source = await write(spec, rows);
    await expectOneDigest(written(source, "polars"), await digestOf(source, spec), spec);
    const [lists] = written(await write(everyKind, rows), "polars");
    await expect(digestOf(lists!.path)).rejects.toThrow("is LargeList<Float32>, wanted List<Float32>");
  });

  test("NaN is no missing cell: such a file is refused, by row and column", async () => {
    const [{ path }] = written(await write(everyKind, rows), "NaN") as [Written];
    await expect(digestOf(path)).rejects.toThrow(/maybe_double.*NaN/);
  });

  async function expectOneDigest(files: readonly Written[], wanted: string, spec: TableSpec) {
    for (const { how, path } of files) expect(await digestOf(path, spec), how).toBe(wanted);
    const different = new Set(files.map(({ path }) => bytesOf(path))).size;
    // The ways are ways: nearly each gives bytes of its own.
    expect(different).toBeGreaterThan(0.8 * files.length);
    process.stdout.write(`${files.length} files, ${different} of them of other bytes, one digest of rows\n`);
  }
});

/** The table without its columns of this kind. */
function without(unwanted: ColumnKind): TableSpec {
  const columns = Object.entries(everyKind.columns).filter(([, { kind }]) => kind !== unwanted);
  return { ...everyKind, columns: Object.fromEntries(columns) };
}

function only(row: EveryKind, spec: TableSpec): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => Object.hasOwn(spec.columns, name)));
}

async function write(spec: TableSpec, given: readonly EveryKind[]): Promise<string> {
  const path = join(temporaryDirectory(), "table.parquet");
  await writeTable(path, spec, given.map((row) => only(row, spec)) as never, { metadata });
  return path;
}
