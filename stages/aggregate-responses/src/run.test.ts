import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { choicesTable, exclusionsTable, keptTrialsTable, readTable, reliabilityTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { byParticipant } from "./by-participant.ts";
import { checkTrials } from "./check-trials.ts";
import { exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";
import { toColumns } from "./toy-trials.ts";
import { gatherTrials } from "./trial-columns.ts";

test("the example: rules, kept trials, choices and reliability agree with each other", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const { outputs } = await runStage(stage, { params: exampleParams, inputs });
  const exclusions = (await readTable(outputs.exclusions!, exclusionsTable)).rows;
  const kept = (await readTable(outputs.trials!, keptTrialsTable)).rows;
  const choices = (await readTable(outputs.choices!, choicesTable)).rows;
  const reliability = (await readTable(outputs.reliability!, reliabilityTable)).rows;
  const excluded = new Set(exclusions.filter((row) => row.excluded).map((row) => row.participant_id));
  expect(excluded.size).toBeGreaterThan(0);
  expect(choices.map((row) => row.stimulus_id)).toHaveLength(12);
  expect(choices.reduce((sum, row) => sum + row.n, 0)).toBe(kept.filter((trial) => !trial.is_repeat).length);
  expect(choices.filter((row) => row.within !== null)).toHaveLength(10);
  expect(new Set(reliability.map((row) => row.source))).toEqual(new Set(["simulated"]));
  expect(reliability.map((row) => row.measure)).toContain("accuracy_ceiling");
  const alpha = reliability.find((row) => row.measure === "choice_alpha")!;
  expect(alpha.low).toBeLessThan(alpha.value!);
  expect(alpha.high).toBeGreaterThan(alpha.value!);
});

test("results with nobody excluded stand beside those of the kept", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const read = async (params: Record<string, number>) => {
    const { outputs } = await runStage(stage, { params: { ...exampleParams, ...params }, inputs });
    const choices = async (name: string) => (await readTable(outputs[name]!, choicesTable)).rows;
    const reliability = async (name: string) => (await readTable(outputs[name]!, reliabilityTable)).rows;
    return {
      kept: [await choices("choices"), await reliability("reliability")],
      all: [await choices("allChoices"), await reliability("allReliability")],
    };
  };
  const strict = await read({});
  const lenient = await read({
    minCatchAccuracy: 0,
    minMedianRt: 0,
    maxOneKey: 1,
    repeatAlpha: 0.999,
    minRepeats: 1000,
    minTrials: 0,
  });
  expect(lenient.kept).toEqual(lenient.all);
  expect(strict.all).toEqual(lenient.all);
  expect(strict.kept).not.toEqual(strict.all);
  expect(strict.all[0]!.map((row) => ("n" in row ? row.n : 0))).toEqual(new Array(12).fill(20));
});

test("same inputs, same bytes", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const digests = async () => {
    const { outputs } = await runStage(stage, { params: exampleParams, inputs });
    return Object.values(outputs).map((path) =>
      createHash("sha256").update(readFileSync(path)).digest("hex"),
    );
  };
  expect(await digests()).toEqual(await digests());
});

test("rules that leave nobody stop the stage", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const running = runStage(stage, { params: { ...exampleParams, minTrials: 1000 }, inputs });
  await expect(running).rejects.toThrow(
    /^the exclusion rules leave no participant\n {2}→ 20 of 20 participants excluded \(.*min_trials 20\)/,
  );
});

test("trials that do not belong to the stimuli, and pooled sources, are refused all at once", async () => {
  const trial = { stimulus_id: "s1", response: "fear", catch_class: null, source: "imported" };
  expect(checkTrials(await toColumns([trial], ["fear"]), new Set(["s1"]))).toBe("imported");
  const bad = [trial, { ...trial, source: "simulated", stimulus_id: "x7", response: "faer" }];
  const pooled = await toColumns(bad, ["fear"]);
  const check = () => checkTrials(pooled, new Set(["s1"]));
  expect(check).toThrow("trials.source: trials of several sources: imported, simulated");
  expect(check).toThrow("1 stimuli of the trials are not in the stimuli table, e.g. x7");
  expect(check).toThrow('"faer" is no class of the stimuli\n  → did you mean "fear"?');
  const none = await toColumns([]);
  expect(() => checkTrials(none, new Set())).toThrow("there are no trials");
  const catches = await toColumns([{ ...trial, stimulus_id: "catch-9", catch_class: "fear" }], ["fear"]);
  expect(() => checkTrials(catches, new Set())).not.toThrow();
});

test("trials are judged in the order of their numbers, wherever they stand in the table", async () => {
  const trials = await toColumns([
    { participant_id: "b", trial: 1 },
    { participant_id: "a", trial: 2 },
    { participant_id: "b", trial: 0 },
    { participant_id: "a", trial: 2 },
    { participant_id: "a", trial: 0 },
  ]);
  expect([...byParticipant(trials)].map((places) => [...places])).toEqual([
    [2, 0],
    [4, 1, 3],
  ]);
  await expect(gatherTrials([], 1, [])).rejects.toThrow("0 trials were gathered, 1 announced");
});
