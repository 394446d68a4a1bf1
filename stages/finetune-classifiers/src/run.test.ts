import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tf } from "@limen/engine/tf";
import { UserError } from "@limen/errors";
import { netNames, readClassifier } from "@limen/models";
import { readTable, writeTable } from "@limen/tables";
import {
  alignmentCurveTable,
  alignmentNotesTable,
  alignmentScoresTable,
  clusterMembersTable,
  clustersTable,
  fewShotTable,
  groupPredictionsTable,
  keptTrialsTable,
  personParametersTable,
  rungChoicesTable,
} from "@limen/tables/specs";
import { runStage, shardedBytes, temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";

test("the group model learns the group's choices, individuals their own, and no tensor is left", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const before = tf.memory().numTensors;
  const { outputs } = await runStage(stage, { params: exampleParams, inputs });
  expect(tf.memory().numTensors).toBe(before);

  const { rows: scores } = await readTable(outputs.scores!, alignmentScoresTable);
  const nats = (model: string) => {
    const own = scores.filter((row) => row.model === model && row.stimuli === "new");
    return own.reduce((sum, row) => sum + row.nats, 0) / own.length;
  };
  expect(nats("group")).toBeLessThan(nats("base") - 0.05);
  expect(nats("individual_bias_slope")).toBeLessThan(nats("group"));
  expect(nats("other_person")).toBeGreaterThan(nats("individual_bias_slope"));
  expect(new Set(scores.map((row) => `${row.stimuli} ${row.people}`)).size).toBe(4);
  expect(new Set(scores.map((row) => row.model)).size).toBe(18);
  expect(scores.every((row) => Number.isFinite(row.nats))).toBe(true);
  // Chosen on the very trials that are reported: never worse than the honest choice.
  const accuracy = (model: string) =>
    scores.find((row) => row.model === model && row.stimuli === "new")!.accuracy;
  expect(accuracy("individual_full_selected")).toBeGreaterThanOrEqual(accuracy("individual_full"));

  const { rows: curve } = await readTable(outputs.curve!, alignmentCurveTable);
  const group = curve.filter((row) => row.model === "group");
  expect(group.map((row) => row.epoch)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(group.at(-1)!.train_nats).toBeLessThan(group[0]!.train_nats);
  expect(curve.some((row) => row.model === "individual_full")).toBe(true);

  const { rows: predictions } = await readTable(outputs.predictions!, groupPredictionsTable);
  expect(predictions.length).toBe(3 * 36);
  expect(new Set(predictions.map((row) => row.fold))).toEqual(new Set(["train", "test"]));
  for (const row of predictions) expect(row.p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);

  const { rows: people } = await readTable(outputs.parameters!, personParametersTable);
  for (const row of people) expect(Math.abs(row.bias.reduce((a, b) => a + b, 0))).toBeLessThan(1e-3);

  const { rows: rungs } = await readTable(outputs.rungs!, rungChoicesTable);
  expect(rungs).toHaveLength(8);
  expect(new Set(rungs.map((row) => row.folds_of))).toEqual(new Set(["people"]));
  // What individual_chosen scores is what the rung chosen scores.
  const natsOf = (model: string, participant: string) =>
    scores.find((row) => row.model === model && row.participant_id === participant)?.nats;
  for (const { model, participant_id } of rungs)
    expect(natsOf("individual_chosen", participant_id)).toBe(natsOf(model, participant_id));
  expect((await readTable(outputs.notes!, alignmentNotesTable)).rows).toEqual([]);

  const { rows: shots } = await readTable(outputs.fewShot!, fewShotTable);
  expect(new Set(shots.map((row) => row.model)).size).toBe(7);
  expect(new Set(shots.map((row) => row.train_trials))).toEqual(new Set([10, 20]));
  const { rows: clusters } = await readTable(outputs.clusters!, clustersTable);
  expect(clusters.map((row) => row.clusters)).toEqual([1, 2, 3]);
  const { rows: members } = await readTable(outputs.members!, clusterMembersTable);
  expect(members).toHaveLength(8);

  const classifier = await readClassifier(outputs.weights!);
  expect(classifier.config.classes).toHaveLength(3);
  classifier.dispose();
});

test("same inputs and seed, same bytes, whether the group is trained anew or found in a checkpoint", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const workDirectory = join(temporaryDirectory(), "work");
  const bytes = async (trial: object) => {
    const { outputs } = await runStage(stage, { params: exampleParams, inputs, ...trial });
    return Object.values(outputs).map((path) => readFileSync(path).toString("base64"));
  };
  const first = await bytes({ workDirectory });
  expect(await bytes({ workDirectory })).toEqual(first);
  expect(await bytes({})).toEqual(first);
  expect(await bytes({ seed: 2 })).not.toEqual(first);
});

test.each([2, 5])("people shared out over %i processes end in the same bytes as in one", async (shards) => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const trial = { params: { ...exampleParams, full: { people: 2 } }, inputs };
  expect(await shardedBytes(stage, trial, shards)).toEqual(await shardedBytes(stage, trial, 1));
});

test("held-out answers change scores only: weights, predictions and parameters stay the same bytes", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const first = await runStage(stage, { params: exampleParams, inputs });
  const { rows: predictions } = await readTable(first.outputs.predictions!, groupPredictionsTable);
  const fresh = new Set(predictions.filter((row) => row.fold === "test").map((row) => row.stimulus_id));
  const { rows, metadata } = await readTable(inputs.trials![0]!, keptTrialsTable);
  const { classes = "" } = metadata;
  const path = join(temporaryDirectory(), "changed.parquet");
  const changed = rows.map((row) => (fresh.has(row.stimulus_id) ? { ...row, response: "class-0" } : row));
  expect(changed).not.toEqual(rows);
  await writeTable(path, keptTrialsTable, changed, { metadata: { classes } });
  const second = await runStage(stage, { params: exampleParams, inputs: { ...inputs, trials: path } });
  for (const output of ["weights", "predictions", "parameters", "curve"]) {
    expect(readFileSync(second.outputs[output]!).equals(readFileSync(first.outputs[output]!))).toBe(true);
  }
  expect(readFileSync(second.outputs.scores!).equals(readFileSync(first.outputs.scores!))).toBe(false);
});

test("the last layer alone learns too", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const params = { ...exampleParams, layers: "last", full: { people: 0 } };
  const { outputs } = await runStage(stage, { params, inputs });
  const { rows } = await readTable(outputs.curve!, alignmentCurveTable);
  const group = rows.filter((row) => row.model === "group");
  expect(group.at(-1)!.train_nats).toBeLessThan(group[0]!.train_nats);
});

test("unknown stimuli and classes are all named at once", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const { rows, metadata } = await readTable(inputs.trials![0]!, keptTrialsTable);
  const { classes = "" } = metadata;
  const path = join(temporaryDirectory(), "wrong.parquet");
  const wrong = rows.map((row, i) =>
    i === 3 ? { ...row, response: "clas-1", stimulus_id: "nowhere" } : row,
  );
  await writeTable(path, keptTrialsTable, wrong, { metadata: { classes } });
  const attempt = runStage(stage, { params: exampleParams, inputs: { ...inputs, trials: path } });
  await expect(attempt).rejects.toThrow(UserError);
  await expect(attempt).rejects.toThrow(
    /unknown stimulus "nowhere"[\s\S]*unknown class "clas-1"[\s\S]*class-1/,
  );
});

const zoo = process.env.LIMEN_TEST_FULL === "1" ? netNames : (["vit-s"] as const);
test.each(zoo)("%s is aligned with the group and with people, and leaves no tensor", async (net) => {
  const inputs = await writeExampleInputs(temporaryDirectory(), net);
  const before = tf.memory().numTensors;
  const params = { ...exampleParams, epochs: 1, learningRate: 0.001, full: { people: 0 } };
  const { outputs } = await runStage(stage, { params, inputs });
  expect(tf.memory().numTensors).toBe(before);
  const { rows: curve } = await readTable(outputs.curve!, alignmentCurveTable);
  expect(curve.every((row) => row.base_accuracy !== null)).toBe(true);
  const { rows } = await readTable(outputs.scores!, alignmentScoresTable);
  expect(new Set(rows.map((row) => row.net))).toEqual(new Set([net]));
  expect(rows.every((row) => Number.isFinite(row.nats))).toBe(true);
});
