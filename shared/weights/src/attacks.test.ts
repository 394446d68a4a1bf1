import { UserError } from "@limen/errors";
import { expect, test } from "vitest";
import { decodeWeights, encodeWeights } from "./index.ts";
import { repeatedKey } from "./repeated-key.ts";

/** Hostile files after the ideas of the `attacks` folder of huggingface/safetensors. */
const four = (begin: number, end: number): object => ({
  dtype: "F32",
  shape: [(end - begin) / 4],
  data_offsets: [begin, end],
});
const one = four(0, 4);

const headers: [name: string, header: unknown, dataBytes: number, message: RegExp][] = [
  ["two tensors share bytes", { a: four(0, 8), b: four(4, 12) }, 12, /b: begins at byte 4/],
  ["a tensor inside another", { a: four(0, 12), b: four(4, 8) }, 12, /b: begins at byte 4/],
  ["the same bytes twice", { a: one, b: one }, 4, /begins at byte 0/],
  ["a gap to hide things in", { a: one, b: four(8, 12) }, 12, /b: begins at byte 8/],
  ["a gap at the start", { a: four(4, 8) }, 8, /a: begins at byte 4/],
  ["bytes after the last tensor", { a: one }, 8, /take 4 bytes, but the file holds 8/],
  ["bytes and no tensor", {}, 4, /take 0 bytes, but the file holds 4/],
  ["offsets past the end", { a: four(0, 8) }, 4, /take 8 bytes, but the file holds 4/],
  ["end before begin", { a: { ...one, data_offsets: [4, 0] } }, 4, /does not take the -4 bytes/],
  ["negative offsets", { a: { ...one, data_offsets: [-4, 0] } }, 4, /a: data_offsets are not/],
  ["fractional offsets", { a: { ...one, data_offsets: [0.5, 4.5] } }, 4, /a: data_offsets are not/],
  ["three offsets", { a: { ...one, data_offsets: [0, 4, 8] } }, 4, /a: data_offsets are not/],
  ["offsets as text", { a: { ...one, data_offsets: ["0", "4"] } }, 4, /a: data_offsets are not/],
  ["no offsets", { a: { dtype: "F32", shape: [1] } }, 4, /a: data_offsets are not/],
  ["a shape larger than its bytes", { a: { ...one, shape: [2] } }, 4, /shape \[2\] of F32/],
  ["a shape that overflows", { a: { ...one, shape: [2 ** 31, 2 ** 31, 4] } }, 4, /a: shape/],
  [
    "a shape that overflows to zero in 64 bits",
    { a: { ...one, shape: [2 ** 32, 2 ** 32], data_offsets: [0, 0] } },
    0,
    /a: shape/,
  ],
  ["a negative shape", { a: { ...one, shape: [-1] } }, 4, /a: shape is not/],
  ["two negative sizes", { a: { ...one, shape: [-1, -1] } }, 4, /a: shape is not/],
  ["no shape", { a: { dtype: "F32", data_offsets: [0, 4] } }, 4, /a: shape is not/],
  ["an unknown type", { a: { ...one, dtype: "I32" } }, 4, /a: has the type I32; readable are F32/],
  ["a type from the prototype", { a: { ...one, dtype: "toString" } }, 4, /a: has the type/],
  ["a type that is a deep list", { a: { ...one, dtype: deepList() } }, 4, /a: has the type object/],
  ["an unknown key", { a: { ...one, code: "x" } }, 4, /a: has the unknown key code/],
  ["a tensor that is a number", { a: 1 }, 0, /a: is not an object/],
  ["a tensor that is null", { a: null }, 0, /a: is not an object/],
  ["metadata that is not text", { __metadata__: { n: 1 } }, 0, /__metadata__: n is not text/],
  ["metadata as a list", { __metadata__: [] }, 0, /__metadata__: is not an object/],
];

test.each(headers)("%s is refused", (_, header, dataBytes, message) => {
  expectRefused(container(JSON.stringify(header), dataBytes), message);
});

test.each([
  ["one tensor named twice", `{"a":${JSON.stringify(one)},"a":${JSON.stringify(one)}}`, /names a twice/],
  ["a name and its escape", `{"a":${JSON.stringify(one)},"\\u0061":${JSON.stringify(one)}}`, /names a twice/],
  [
    "a key twice in a tensor",
    `{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}`,
    /names shape twice/,
  ],
  [
    "a key twice in the metadata",
    `{"__metadata__":{"x":"1","x":"2"},"a":${JSON.stringify(one)}}`,
    /names x twice/,
  ],
  ["white space before the brace", ` {"a":${JSON.stringify(one)}}`, /does not begin with/],
  ["a list", "[]", /does not begin with/],
  ["half a JSON text", `{"a":`, /is not JSON/],
  ["text after the JSON", `{"a":${JSON.stringify(one)}} x`, /is not JSON/],
  ["zero bytes as padding", `{"a":${JSON.stringify(one)}}\u0000`, /is not JSON/],
  ["nothing", "", /does not begin with/],
  ["deep nesting", `{"a":${"[".repeat(200_000)}`, /is not JSON/],
])("a header with %s is refused", (_, header, message) => {
  expectRefused(container(header, 4), message);
});

test("a header that is not UTF-8 is refused", () => {
  const bytes = container(`{"a":${JSON.stringify(one)}}`, 4);
  bytes[10] = 0xff;
  expectRefused(bytes, /not UTF-8/);
});

test.each([
  ["more than the cap", 100_000_001n, /claims 100000001 bytes, more than/],
  ["2^64 - 1", 2n ** 64n - 1n, /more than 100000000/],
  ["more than the file", 1000n, /but the file has/],
])("a header that claims %s bytes is refused before anything is allotted", (_, length, message) => {
  const bytes = Buffer.alloc(64, 0x20);
  bytes.writeBigUInt64LE(length);
  expectRefused(bytes, message);
});

test("every file cut short is refused", () => {
  const whole = encodeWeights({
    metadata: { a: "b" },
    tensors: { t: { shape: [3], data: Float32Array.of(1, 2, 3) } },
  });
  for (let length = 0; length < whole.length; length++)
    expectRefused(whole.subarray(0, length), /net\.safetensors/);
});

test("values that are not finite are refused by name", () => {
  const bytes = container(JSON.stringify({ a: one }), 4);
  new DataView(bytes.buffer, bytes.byteOffset).setFloat32(bytes.length - 4, Number.NaN, true);
  expectRefused(bytes, /a: value 0 is NaN/);
});

test("a tensor called __proto__ is a tensor like any other", () => {
  const read = decodeWeights(container(`{"__proto__":${JSON.stringify(one)}}`, 4));
  expect(Object.keys(read.tensors)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(read.tensors)).toBe(Object.prototype);
});

test("a repeated key is found at every depth, and only when it is in one object", () => {
  expect(repeatedKey(`{"a":{"b":1},"c":[{"b":2,"\\"":"b"}],"d":"a"}`)).toBeUndefined();
  expect(repeatedKey(`{"a":[{"b":1},{"c":1,"c":2}]}`)).toBe("c");
});

test("a string of megabytes is scanned", () => {
  for (const part of ["a", "\\n", '\\"'])
    expect(repeatedKey(`{"x":"${part.repeat(4_000_000)}"}`)).toBeUndefined();
});

/** Deeper than a recursive printer could go, not deeper than JSON.stringify in this file can. */
function deepList(): unknown {
  let list: unknown[] = [];
  for (let depth = 0; depth < 1000; depth++) list = [list];
  return list;
}

function expectRefused(bytes: Uint8Array, message: RegExp): void {
  let thrown: unknown;
  try {
    decodeWeights(bytes, "net.safetensors");
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(UserError);
  expect(String(thrown)).toMatch(/net\.safetensors/);
  expect(String(thrown)).toMatch(message);
}

function container(header: string, dataBytes: number): Buffer<ArrayBuffer> {
  const text = Buffer.from(header);
  const bytes = Buffer.alloc(8 + text.length + dataBytes);
  bytes.writeBigUInt64LE(BigInt(text.length));
  text.copy(bytes, 8);
  return bytes;
}
