import { expect, test } from "vitest";
import { z } from "zod";
import { parameterRows } from "./index.ts";

const params = z.strictObject({
  mode: z.enum(["train", "test"]).default("train").describe("what to do"),
  steps: z.int().min(1).max(9).default(4).describe("(steps) how many"),
  rate: z.number().positive().describe("the rate"),
  names: z.array(z.string()).default([]).describe("some names"),
  aliases: z.record(z.string(), z.string()).optional().describe("other names"),
  either: z
    .union([z.literal("all"), z.int()])
    .default("all")
    .describe("which"),
  flag: z.boolean().default(true).describe("whether"),
  columns: z
    .strictObject({ label: z.string().default("label").describe("the label") })
    .prefault({})
    .describe("columns"),
});

test("a parameter's type, bounds, default and meaning come from its schema", () => {
  const rows = parameterRows(params).map(({ name, type, fallback, required }) => [
    name,
    type,
    fallback,
    required,
  ]);
  expect(rows).toEqual([
    ["mode", '"train" or "test"', '"train"', false],
    ["steps", "integer ≥ 1, ≤ 9", "4", false],
    ["rate", "number > 0", undefined, true],
    ["names", "list of text", "[]", false],
    ["aliases", "map of names to text", undefined, false],
    ["either", '"all" or integer', '"all"', false],
    ["flag", "true or false", "true", false],
    ["columns", "keys below", "{}", false],
    ["columns.label", "text", '"label"', false],
  ]);
  expect(parameterRows(params).map((row) => row.meaning)).not.toContain("");
});
