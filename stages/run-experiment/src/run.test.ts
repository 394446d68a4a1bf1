import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  comparisonsTable,
  groupPredictionsTable,
  participantsTable,
  readMetadata,
  readTable,
  rejectsTable,
  trialsTable,
  writeTable,
} from "@limen/tables";
import { runStage, shardedBytes, temporaryDirectory } from "@limen/testing";
import { participantRow } from "@limen/trials";
import { expect, test } from "vitest";
import { exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";

const NO_GRADES = { ratings: null, confidence: null, intensity: null };
const CLASSES = JSON.stringify(["anger", "happiness", "sadness"]);

async function runExample(
  params: Record<string, unknown>,
  externals: Record<string, string> = {},
  seed = 1,
  more: Record<string, readonly string[]> = {},
) {
  const inputs = { ...(await writeExampleInputs(temporaryDirectory())), ...more };
  const { outputs, events } = await runStage(stage, { params, inputs, externals, seed });
  const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
  return {
    trials: (await readTable(outputs.trials!, trialsTable)).rows,
    comparisons: (await readTable(outputs.comparisons!, comparisonsTable)).rows,
    task: (await readMetadata(outputs.trials!)).task,
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

test.each([2, 5])("people shared out over %i processes end in the same bytes as in one", async (shards) => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  // Three blocks of people: of five shards two have nothing to do.
  const trial = { params: { ...exampleParams, participants: 120 }, inputs };
  const joined = await shardedBytes(stage, trial, shards);
  expect(joined).toEqual(await shardedBytes(stage, trial, 1));
  expect(Object.keys(joined)).toEqual(["trials", "comparisons", "participants", "rejects"]);
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
      ...NO_GRADES,
      rt_ms: 700,
      catch_class: null,
      is_repeat: false,
      selection: null,
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
    ...NO_GRADES,
    rt_ms: 700,
    catch_class: null,
    is_repeat: false,
    selection: "random",
    source: "collected",
  };
  const trials = [trial, { ...trial, trial: 1, stimulus_id: "catch-face-9", catch_class: "anger" }];
  const person = participantRow("p-1", "collected");
  const write = async (rows: readonly (typeof trial | (typeof trials)[number])[]) => {
    await writeTable(join(folder, "trials.parquet"), trialsTable, rows, { metadata: { classes: CLASSES } });
    await writeTable(join(folder, "comparisons.parquet"), comparisonsTable, []);
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

test("simulated observers rate every class of every face, on the scale, labelled simulated", async () => {
  const { trials, comparisons, task } = await runExample({ ...exampleParams, task: "rating" });
  expect([task, comparisons]).toEqual(["rating", []]);
  expect(trials).toHaveLength(5 * 8);
  for (const { ratings, source, rt_ms } of trials) {
    expect(source).toBe("simulated");
    expect(rt_ms).toBeGreaterThan(0);
    expect([...ratings!].every((rating) => [0, 0.25, 0.5, 0.75, 1].includes(rating))).toBe(true);
  }
});

test("simulated observers compare pairs of faces; there are no trials then", async () => {
  const { trials, comparisons, task } = await runExample({
    ...exampleParams,
    task: "comparison",
    confidence: true,
  });
  expect([task, trials]).toEqual(["comparison", []]);
  expect(comparisons.length).toBeGreaterThan(5 * 4);
  for (const row of comparisons) {
    expect(row.source).toBe("simulated");
    expect(row.left_id).not.toBe(row.right_id);
    expect(row.confidence === null).toBe(row.response === null);
  }
  // The one repeat has its sides swapped.
  const repeats = comparisons.filter(({ is_repeat, catch_side }) => is_repeat && catch_side === null);
  expect(repeats).toHaveLength(5);
  for (const { participant_id, left_id, right_id, asked } of repeats) {
    expect(comparisons).toContainEqual(
      expect.objectContaining({
        participant_id,
        asked,
        left_id: right_id,
        right_id: left_id,
        is_repeat: false,
      }),
    );
  }
});

test("confidence and intensity of choices; what a task does not have is refused", async () => {
  const plain = await runExample(exampleParams);
  const asked = await runExample({ ...exampleParams, confidence: true, intensity: true });
  const bare = (rows: typeof plain.trials) => rows.map((row) => ({ ...row, ...NO_GRADES }));
  expect(bare(asked.trials)).toEqual(plain.trials);
  for (const { response, confidence, intensity } of asked.trials) {
    expect(confidence === null).toBe(response === null);
    expect(intensity === null).toBe(response === null);
  }
  const refused = (params: object) => stage.params.safeParse(params).error?.issues.map(({ path }) => path[0]);
  expect(refused({ task: "rating", confidence: true, intensity: true })).toEqual(["confidence", "intensity"]);
  expect(refused({ task: "comparison", intensity: true })).toEqual(["intensity"]);
});

/** What two models of a net say of the example's stimuli. */
async function writePredictions(stimuli = 6, classes = CLASSES): Promise<string> {
  const file = join(temporaryDirectory(), "predictions.parquet");
  const rows = ["base", "group"].flatMap((model) =>
    Array.from({ length: stimuli }, (_, i) => ({
      net: "vgg-s",
      model,
      stimulus_id: `natural-face-${i}`,
      fold: "train",
      p: Float32Array.from([0.5 - i / 20, 0.3, 0.2 + i / 20]),
    })),
  );
  await writeTable(file, groupPredictionsTable, rows, { metadata: { classes } });
  return file;
}

test("in a closed loop the core, repeats and catch trials stay, nobody sees a chosen face twice, and rows say how they came up", async () => {
  const params = { ...exampleParams, closedLoop: { randomShare: 0.25 } };
  const predictions = { predictions: [await writePredictions()] };
  const plain = await runExample(exampleParams);
  expect(new Set(plain.trials.map(({ selection }) => selection))).toEqual(new Set(["random"]));
  const { trials, digests, events } = await runExample(params, {}, 1, predictions);
  expect(trials).toHaveLength(plain.trials.length);
  const count = (rows: typeof trials, of: (row: (typeof trials)[number]) => boolean) =>
    rows.filter(of).length;
  for (const of of [
    (row: (typeof trials)[number]) => row.is_repeat,
    (row: (typeof trials)[number]) => row.catch_class !== null,
    (row: (typeof trials)[number]) => row.block === 0,
  ])
    expect(count(trials, of)).toBe(count(plain.trials, of));
  // Of four of their own stimuli one is dealt.
  expect(count(trials, ({ selection }) => selection === "chosen")).toBe(5 * 3);
  expect(events).toContainEqual({
    type: "log",
    message: "3 of their own stimuli are chosen by the closed loop, the others dealt",
  });
  const firsts = trials.filter(({ is_repeat, catch_class }) => !is_repeat && catch_class === null);
  expect(new Set(firsts.map((row) => `${row.participant_id} ${row.stimulus_id}`)).size).toBe(firsts.length);
  expect((await runExample(params, {}, 1, predictions)).digests).toEqual(digests);
});

test("a closed loop without predictions of all stimuli and the same classes is refused", async () => {
  const params = { ...exampleParams, closedLoop: {} };
  const run = async (...args: Parameters<typeof writePredictions>) =>
    runExample(params, {}, 1, { predictions: [await writePredictions(...args)] });
  await expect(runExample(params)).rejects.toThrow(
    /inputs.predictions: closedLoop chooses by what a group model/,
  );
  await expect(run(4)).rejects.toThrow(/2 stimuli have no prediction: natural-face-4, natural-face-5/);
  await expect(run(6, JSON.stringify(["anger", "sadness", "happiness"]))).rejects.toThrow(
    /the predictions have the classes anger, sadness, happiness/,
  );
  expect(stage.params.safeParse({ task: "rating", closedLoop: {} }).error?.issues[0]).toMatchObject({
    path: ["closedLoop"],
    message: expect.stringContaining("the task is rating"),
  });
});
