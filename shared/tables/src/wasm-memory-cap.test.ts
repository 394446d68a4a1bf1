import { expect, test } from "vitest";
import { capMemory } from "./wasm-memory-cap.mjs";

/** (module (memory (export "m") 1)), with the given bytes as its memory section. */
const moduleWith = (...memory: number[]): Uint8Array =>
  Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, memory.length, ...memory, 7, 5, 1, 1, 0x6d, 2, 0]);

test.each([
  ["without a bound", moduleWith(1, 0, 1)],
  ["with a higher bound", moduleWith(1, 1, 1, 0x80, 0x80, 4)],
])("a memory %s grows to the cap and no further", (_, module) => {
  const { m } = new WebAssembly.Instance(new WebAssembly.Module(capMemory(module, 300))).exports;
  const memory = m as WebAssembly.Memory;
  memory.grow(299);
  expect(memory.buffer.byteLength).toBe(300 * 2 ** 16);
  expect(() => memory.grow(1)).toThrow(RangeError);
});

test("a module of another form is refused", () => {
  expect(() => capMemory(moduleWith(1, 0, 1).subarray(0, 8), 300)).toThrow(/no memory section/);
  expect(() => capMemory(moduleWith(1, 3, 1, 2), 300)).toThrow(/one plain memory/);
});
