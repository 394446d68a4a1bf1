import { createRequire } from "node:module";
import { UserError } from "@limen/errors";
import { expect, test } from "vitest";
import { engineEnvironment, engineIdentity, engineMode } from "./index.ts";

test("the mode is canonical unless LIMEN_MODE says fast, and any other word is the user's mistake", () => {
  expect(engineMode({})).toBe("canonical");
  expect(engineMode({ LIMEN_MODE: "fast" })).toBe("fast");
  expect(() => engineMode({ LIMEN_MODE: "quick" })).toThrow(UserError);
});

test("the identity is plain JSON, the same at each call, and tells the modes apart", () => {
  const identity = engineIdentity("canonical");
  expect(JSON.parse(JSON.stringify(identity))).toEqual(identity);
  expect(engineIdentity("canonical")).toEqual(identity);
  expect(engineIdentity("fast")).not.toEqual(identity);
});

test("the canonical environment fixes threads and instruction set", () => {
  const { TF_NUM_INTRAOP_THREADS, ONEDNN_MAX_CPU_ISA } = engineEnvironment("canonical");
  expect(Number(TF_NUM_INTRAOP_THREADS)).toBe(engineIdentity("canonical").threads);
  expect(ONEDNN_MAX_CPU_ISA).toBe("AVX2");
  expect(engineEnvironment("fast").ONEDNN_MAX_CPU_ISA).not.toBe("AVX2");
});

test("the index loads no TensorFlow", () => {
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  expect(loaded.filter((path) => path.includes("tensorflow"))).toEqual([]);
});
