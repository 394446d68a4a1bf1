import { manipulationTable, outcomesTable, readTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";

test("the example: one pair answers as meant, the other does not, and all is labelled simulated", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const { outputs, events } = await runStage(stage, { params: exampleParams, inputs });
  const { rows } = await readTable(outputs.manipulation!, manipulationTable);
  expect(rows.map(({ scope, pair, success, bias }) => [scope, pair, success, bias])).toEqual([
    ["all", null, 2, 2],
    ["pair", "ann & bob", 2, 0],
    ["pair", "cleo & dan", 0, 2],
  ]);
  expect(rows[0]).toMatchObject({ ratio: 1, p_stimuli: 0.25, pairs: 2, missing: 0 });
  expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(["simulated"]));
  expect((await readTable(outputs.outcomes!, outcomesTable)).rows).toHaveLength(4);
  expect(events).toEqual([]);
});
