import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { document, table, weights } from "@limen/stage";
import {
  choice,
  defineTable,
  distribution,
  float32,
  image,
  int32,
  nullable,
  type Row,
  writeTable,
} from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { writeWeights } from "@limen/weights";
import { expect, test } from "vitest";
import { compareArtifacts } from "./compare-artifacts.ts";

const spec = defineTable({
  name: "scores",
  meaning: "One row a net.",
  columns: {
    net: choice("the net"),
    trial: int32("the trial"),
    score: nullable(float32("the score")),
    p: distribution("a distribution"),
    face: image("a face"),
  },
});
type Score = Row<typeof spec>;

const row = (trial: number): Score => ({
  net: "vgg-s",
  trial,
  score: trial / 2,
  p: Float32Array.of(0.25, 0.75),
  face: { bytes: Uint8Array.of(1, 2, trial), path: null },
});
const rows = [0, 1, 2, 3, 4].map(row);

async function tableFile(given: readonly Score[], rowGroupRows = 2, note = "one"): Promise<string> {
  const path = join(temporaryDirectory(), "scores.parquet");
  const metadata = { classes: '["joy","fear"]', note };
  await writeTable(path, spec, given, { metadata, rowGroupRows });
  return path;
}

const differ = async (after: string) => compareArtifacts(await tableFile(rows), after, table(spec));
const changed = (index: number, cells: Partial<Score>) =>
  rows.map((one, i) => (i === index ? { ...one, ...cells } : one));

test("two files with other row groups say the same", async () => {
  expect(await differ(await tableFile(rows, 4))).toEqual([]);
});

test("numbers have a distance, relative where they are large; the first differing row is named", async () => {
  const after = changed(3, { score: 1.5625, p: Float32Array.of(0.5, 0.5) });
  expect(await differ(await tableFile(after))).toEqual([
    { part: "score", count: 1, distance: 0.0625 / 1.5625, where: "row 3", before: "1.5", after: "1.5625" },
    { part: "p", count: 1, distance: 0.25, where: "row 3", before: "[0.25, 0.75]", after: "[0.5, 0.5]" },
  ]);
});

test.each<[string, Partial<Score>]>([
  ["net", { net: "mlp" }],
  ["trial", { trial: 7 }],
  ["score", { score: null }],
  ["face", { face: { bytes: Uint8Array.of(1, 2, 9), path: null } }],
])("%s has no distance: no tolerance lets it pass", async (part, cells) => {
  expect(await differ(await tableFile(changed(2, cells)))).toMatchObject([
    { part, count: 1, distance: Number.POSITIVE_INFINITY, where: "row 2" },
  ]);
});

test("missing rows and other metadata are differences", async () => {
  expect(await differ(await tableFile(rows.slice(0, 3)))).toMatchObject([
    { part: "number of rows", before: "5", after: "3", distance: Number.POSITIVE_INFINITY },
  ]);
  expect(await differ(await tableFile(rows, 2, "two"))).toMatchObject([
    { part: "metadata note", before: '"one"', after: '"two"' },
  ]);
});

test("weights differ by tensor, with a distance unless shapes differ", async () => {
  const file = async (data: readonly number[], shape: readonly number[]) => {
    const path = join(temporaryDirectory(), "net.safetensors");
    await writeWeights(path, {
      metadata: { config: "{}" },
      tensors: { kernel: { shape, data: Float32Array.from(data) } },
    });
    return path;
  };
  const before = await file([1, 2, 3, 4], [4]);
  const against = async (after: string) => compareArtifacts(before, after, weights("classifier"));
  expect(await against(await file([1, 2, 3, 4], [4]))).toEqual([]);
  expect(await against(await file([1, 2.5, 3, 4.5], [4]))).toEqual([
    { part: "kernel", count: 2, distance: 0.2, where: "value 1", before: "2", after: "2.5" },
  ]);
  expect(await against(await file([1, 2, 3, 4], [2, 2]))).toMatchObject([
    { part: "kernel", where: "its shape", distance: Number.POSITIVE_INFINITY },
  ]);
});

const file = (content: string | Uint8Array) => {
  const path = join(temporaryDirectory(), "document");
  writeFileSync(path, content);
  return path;
};

test("JSON beside weights differs value by value: numbers have a distance, the first place is named", async () => {
  const net = async (config: unknown, note = "fine") => {
    const path = join(temporaryDirectory(), "net.safetensors");
    await writeWeights(path, {
      metadata: { config: JSON.stringify(config), note },
      tensors: { kernel: { shape: [1], data: Float32Array.of(1) } },
    });
    return path;
  };
  const config = { family: "classifier".repeat(9), temperature: 1.53, layers: [{ width: 8, scale: 0.5 }] };
  const before = await net(config);
  const against = async (after: string) => compareArtifacts(before, after, weights("classifier"));
  const other = { ...config, temperature: 1.54, layers: [{ width: 8, scale: 0.51 }] };
  expect(await against(await net(other))).toEqual([
    {
      part: "metadata config",
      count: 2,
      distance: expect.closeTo(0.01, 10),
      where: "config.temperature",
      before: "1.53",
      after: "1.54",
    },
  ]);
  // Counts, names and what is there on one side only have no distance.
  const layers = [{ width: 9, scale: 0.5 }];
  expect(await against(await net({ ...config, layers }))).toMatchObject([
    { where: "config.layers[0].width", before: "8", after: "9", distance: Number.POSITIVE_INFINITY },
  ]);
  const { temperature, ...rest } = config;
  expect(await against(await net(rest))).toMatchObject([
    { where: "config.temperature", before: `${temperature}`, after: "nothing" },
  ]);
  expect(await against(await net(config, "not fine"))).toMatchObject([
    { part: "metadata note", where: "the header", before: '"fine"', after: '"not fine"' },
  ]);
  // The order of keys says nothing.
  expect(await against(await net(Object.fromEntries(Object.entries(config).reverse())))).toEqual([]);
});

test("JSON documents differ by value, others by line, pictures by byte", async () => {
  expect(
    await compareArtifacts(file('{"a": [1.5, {"b": 2}]}'), file('{"a":[1.25,{"b":2}]}'), document("json")),
  ).toEqual([
    { part: "values", count: 1, distance: 0.25 / 1.5, where: "a[0]", before: "1.5", after: "1.25" },
  ]);
  expect(await compareArtifacts(file("[1, 2]"), file("[1,2]\n"), document("json"))).toEqual([]);
  expect(await compareArtifacts(file("a\nb\nc"), file("a\nB\nc\nd"), document("html"))).toMatchObject([
    { part: "text", count: 2, where: "line 2", before: '"b"', after: '"B"' },
  ]);
  expect(
    await compareArtifacts(file(Uint8Array.of(1, 2)), file(Uint8Array.of(1, 3)), document("png")),
  ).toMatchObject([{ part: "bytes", count: 1, where: "byte 1", before: "2", after: "3" }]);
});

test("of long texts the place is shown where they part; of pictures their size and digest", async () => {
  const same = "the same words again and again, ".repeat(9);
  const [long] = await compareArtifacts(file(`${same}one`), file(`${same}two`), document("html"));
  expect(long).toMatchObject({
    before: '…ds again and again, one"',
    after: '…ds again and again, two"',
  });
  const [image] = await differ(
    await tableFile(changed(2, { face: { bytes: Uint8Array.of(1, 2, 9), path: null } })),
  );
  expect(image!.before).toMatch(/^image of 3 bytes, sha256 [0-9a-f]{12}$/);
  expect(image!.after).not.toBe(image!.before);
});
