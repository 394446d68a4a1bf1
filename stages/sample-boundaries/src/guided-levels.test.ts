import { repeatsOf } from "@limen/sampling";
import { attemptsTable, ledgerTable, readTable } from "@limen/tables";
import { expect, test } from "vitest";
import { noControls, toySampling } from "./toy-sampling.ts";

const { sample } = toySampling();

test("levels are counted back from the last, which is always guided and has steps of its own", () => {
  const repeats = (guideEvery: number) => {
    const all = repeatsOf([8, 4, 2, 1, 0], { guideEvery, repeats: 2, lastRepeats: 4 });
    return Object.fromEntries(all);
  };
  expect(repeats(1)).toEqual({ 8: 2, 4: 2, 2: 2, 1: 4 });
  expect(repeats(2)).toEqual({ 4: 2, 1: 4 });
  expect(repeats(9)).toEqual({ 1: 4 });
});

test("guided at fewer levels, samples cost less and still meet their target", async () => {
  const draw = async (guideEvery: number) => {
    const params = {
      ...noControls,
      arms: ["uncertainty"],
      attempts: 8,
      steps: 12,
      eta: 1,
      pullAbove: 0,
      guideEvery,
    };
    const { outputs } = await sample(params);
    const { rows } = await readTable(outputs.attempts!, attemptsTable);
    const ledger = (await readTable(outputs.ledger!, ledgerTable)).rows;
    return {
      onTarget: rows.filter((row) => row.on_target).length / rows.length,
      forward: ledger.reduce((sum, row) => sum + row.prior_forward, 0),
      backward: ledger.reduce((sum, row) => sum + row.prior_backward, 0),
    };
  };
  const [each, third] = [await draw(1), await draw(3)];
  expect(third.backward).toBeLessThan(each.backward / 2);
  expect(third.forward).toBeLessThan(each.forward);
  expect(third.onTarget).toBeGreaterThan(0.5);
});
