import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkRejected } from "./check-rejected.ts";
import { judgementsOf } from "./judgements-of.ts";
import { importFields } from "./params.ts";
import { readTrials } from "./read-trials.ts";
import { CLASSES } from "./test-files.ts";

/** A folder a format: `input/` as programs write it, and what it holds. */
const GOLDEN = join(import.meta.dirname, "../golden");
const STUDY = { classes: CLASSES, stimulusIds: ["s01", "s02", "s03", "s04"] };
const PARAMS = z.strictObject(importFields);

interface Expected {
  readonly params: object;
  readonly trials: readonly object[];
  readonly rejects: readonly object[];
}

/** What no golden file has: ratings, how sure, how strong, how a stimulus came up. */
const NOT_SAID = { ratings: null, confidence: null, intensity: null, selection: null };

test.each(readdirSync(GOLDEN))("golden: %s", async (name) => {
  const folder = join(GOLDEN, name);
  const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Expected;
  const params = PARAMS.parse(expected.params);
  const understood = await readTrials(join(folder, "input"), params, STUDY);
  checkRejected(understood, params.maxRejected);
  const { trials, rejects } = judgementsOf(understood, STUDY);
  expect(trials).toEqual(expected.trials.map((trial) => ({ ...NOT_SAID, ...trial, source: "imported" })));
  expect(rejects).toEqual(expected.rejects);
});
