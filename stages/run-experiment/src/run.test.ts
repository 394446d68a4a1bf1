import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { participantsTable, readTable, rejectsTable, trialsTable, writeTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { participantRow } from "@limen/trials";
import { expect, test } from "vitest";
import { exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";

async function runExample(params: Record<string, unknown>, externals: Record<string, string> = {}, seed = 1) {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const { outputs, events } = await runStage(stage, { params, inputs, externals, seed });
  const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
  return {
    trials: (await readTable(outputs.trials!, trialsTable)).rows,
    participants: (await readTable(outputs.participants!, participantsTable)).rows,
    rejects: (await readTable(outputs.rejects!, rejectsTable)).rows,
    digests: Object.values(outputs).map(digest),
    events,
  };
}

test("the example: everyone answers everything, catch trials are marked, all is labelled simulated", async () => {
  const { trials, participants, rejects } = await runExample(exampleParams);
  expect(participants).toHaveLength(5);
  expect(trials).toHaveLength(5 * 8);
  const catches = trials.filter((trial) => trial.catch_class !== null);
  expect(catches).toHaveLength(5);
  for (const trial of catches) expect(trial.stimulus_id).toMatch(/^catch-face-(6|7|8|9|10|11)$/);
  expect(trials.filter((trial) => trial.is_repeat)).toHaveLength(5);
  expect([...trials, ...participants].every((row) => row.source === "simulated")).toBe(true);
  expect(rejects).toEqual([]);
});

test("same seed, same bytes; another seed, other answers", async () => {
  const first = await runExample(exampleParams);
  expect((await runExample(exampleParams)).digests).toEqual(first.digests);
  expect((await runExample(exampleParams, {}, 2)).digests).not.toEqual(first.digests);
});

test("too few answers are said in the log", async () => {
  const { events } = await runExample({ ...exampleParams, answersPerStimulus: 20 });
  expect(events).toContainEqual({
    type: "log",
    message: "some stimuli get only 5 of 20 answers: 20 participants would reach them",
  });
});

test("a file of trials is imported, with rejects", async () => {
  const path = join(temporaryDirectory(), "mine.csv");
  writeFileSync(
    path,
    "participant,stimulus,response,rt\np1,natural-face-0,anger,0.7\np1,natural-face-1,joy,0.8\n",
  );
  const { trials, participants, rejects } = await runExample(
    { mode: "import", path, maxRejected: 0.5 },
    { path },
  );
  expect(trials).toEqual([
    {
      participant_id: "p1",
      trial: 0,
      block: 0,
      stimulus_id: "natural-face-0",
      response: "anger",
      rt_ms: 700,
      catch_class: null,
      is_repeat: false,
      source: "imported",
    },
  ]);
  expect(participants).toMatchObject([{ participant_id: "p1", source: "imported", world: null }]);
  expect(rejects).toMatchObject([{ file: "mine.csv", row: 3 }]);
  await expect(runExample({ mode: "import", path }, { path })).rejects.toThrow("1 of 2 rows cannot be used");
});

test("import without a file of trials is refused before anything runs", () => {
  const issue = stage.params.safeParse({ mode: "import" }).error?.issues[0];
  expect(issue).toMatchObject({ path: ["path"], message: expect.stringContaining("say where they are") });
  expect(stage.params.safeParse({ mode: "import", path: "mine.csv" }).success).toBe(true);
});

test("what was collected is taken as it is, with its labels; other stimuli are refused", async () => {
  const folder = temporaryDirectory();
  const trial = {
    participant_id: "p-1",
    trial: 0,
    block: 0,
    stimulus_id: "natural-face-0",
    response: "anger",
    rt_ms: 700,
    catch_class: null,
    is_repeat: false,
    source: "collected",
  };
  const trials = [trial, { ...trial, trial: 1, stimulus_id: "catch-face-9", catch_class: "anger" }];
  const person = participantRow("p-1", "collected");
  const write = async (rows: readonly (typeof trial | (typeof trials)[number])[]) => {
    const metadata = { classes: JSON.stringify(["anger", "happiness", "sadness"]) };
    await writeTable(join(folder, "trials.parquet"), trialsTable, rows, { metadata });
    await writeTable(join(folder, "participants.parquet"), participantsTable, [person]);
  };
  const run = () => runExample({ mode: "collect", path: folder }, { path: folder });
  await expect(run()).rejects.toThrow(/trials.parquet: no such file/);
  await write(trials);
  const read = await run();
  expect(read.trials).toEqual(trials);
  expect(read.participants).toMatchObject([{ participant_id: "p-1", source: "collected" }]);
  await write([
    { ...trial, stimulus_id: "elsewhere" },
    { ...trial, participant_id: "p-2" },
  ]);
  await expect(run()).rejects.toThrow(/1 of the stimuli shown are not in[\s\S]*1 participants of/);
});
