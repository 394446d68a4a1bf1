import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InternalError, UserError } from "@limen/errors";
import { beforeAll, expect, test } from "vitest";
import {
  decodeWeights,
  encodeWeights,
  readWeights,
  readWeightsHeader,
  type Weights,
  writeWeights,
} from "./index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "limen-weights-"));
});

const weights: Weights = {
  metadata: { config: JSON.stringify({ net: "small", classes: ["joy", "Ärger"] }), note: "" },
  tensors: {
    "conv/kernel": { shape: [2, 1, 3], data: Float32Array.of(1, -0, 3.4e38, 1e-45, 0.1, -6) },
    "10": { shape: [], data: Float32Array.of(7) },
    "9": { shape: [2], data: Float32Array.of(1, 2) },
    größe: { shape: [0, 4], data: new Float32Array() },
  },
};

test("weights come back as they went, as bytes and as a file", async () => {
  expect(decodeWeights(encodeWeights(weights))).toEqual(weights);
  const path = join(folder, "deep", "net.safetensors");
  await writeWeights(path, weights);
  expect(await readWeights(path)).toEqual(weights);
  expect(await readdir(join(folder, "deep"))).toEqual(["net.safetensors"]);
});

test("no tensors and no metadata come back too", () => {
  expect(decodeWeights(encodeWeights({ metadata: {}, tensors: {} }))).toEqual({ metadata: {}, tensors: {} });
});

test("the bytes do not depend on the order of the keys, and the tensors start at a multiple of 8", () => {
  const reversed = (record: object): never => Object.fromEntries(Object.entries(record).reverse()) as never;
  const bytes = encodeWeights(weights);
  expect(encodeWeights({ metadata: reversed(weights.metadata), tensors: reversed(weights.tensors) })).toEqual(
    bytes,
  );
  expect(new DataView(bytes.buffer).getBigUint64(0, true) % 8n).toBe(0n);
});

test("bytes at an odd address are read", () => {
  const bytes = encodeWeights(weights);
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  expect(decodeWeights(shifted.subarray(1))).toEqual(weights);
});

test("the header is read without the tensors", async () => {
  const path = join(folder, "header.safetensors");
  await writeWeights(path, weights);
  const header = await readWeightsHeader(path);
  expect(header.metadata).toEqual(weights.metadata);
  expect(header.tensors["conv/kernel"]).toEqual({ dtype: "F32", shape: [2, 1, 3], begin: 12, end: 36 });
  await writeFile(path, (await readFile(path)).subarray(0, -1));
  await expect(readWeightsHeader(path)).rejects.toThrow(UserError);
});

test("half precision becomes float32", () => {
  const halves = Uint8Array.from([0x00, 0x3c, 0x01, 0x00, 0xff, 0x7b, 0x00, 0x80]);
  const read = (dtype: string, bytes: Uint8Array): number[] => {
    const header = { t: { dtype, shape: [bytes.length / 2], data_offsets: [0, bytes.length] } };
    return [...decodeWeights(container(JSON.stringify(header), bytes)).tensors.t!.data];
  };
  expect(read("F16", halves)).toEqual([1, 2 ** -24, 65504, -0]);
  expect(read("BF16", Uint8Array.from([0x80, 0x3f, 0x40, 0xc0]))).toEqual([1, -3]);
});

test.each([
  ["a shape that does not fit", { shape: [3], data: Float32Array.of(1, 2) }],
  ["NaN", { shape: [1], data: Float32Array.of(Number.NaN) }],
  ["Infinity", { shape: [1], data: Float32Array.of(Number.POSITIVE_INFINITY) }],
])("%s is a bug of the writer", (_, tensor) => {
  expect(() => encodeWeights({ metadata: {}, tensors: { bad: tensor } })).toThrow(InternalError);
});

test("a missing file is named", async () => {
  const path = join(folder, "missing.safetensors");
  await expect(readWeights(path)).rejects.toThrow(`${path}: no such file`);
  await expect(readWeightsHeader(path)).rejects.toThrow(`${path}: no such file`);
});

function container(header: string, data: Uint8Array): Uint8Array {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}
