import { groupBy, participantsTable, readTable, stimuliTable, trialsTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";

async function readVotes(params: object = exampleParams) {
  const files = await writeExampleInputs(temporaryDirectory());
  const inputs = Object.fromEntries(Object.entries(files).map(([name, [file]]) => [name, file!]));
  const { outputs } = await runStage(stage, { params: { ...params }, inputs });
  return {
    stimuli: (await readTable(outputs.stimuli!, stimuliTable)).rows,
    trials: (await readTable(outputs.trials!, trialsTable)).rows,
    participants: (await readTable(outputs.participants!, participantsTable)).rows,
  };
}

test("every vote is a trial, each voter votes once on a face, and shares are those of the faces", async () => {
  const { stimuli, trials, participants } = await readVotes({ ...exampleParams, share: 1 });
  expect(stimuli).toHaveLength(16);
  expect(stimuli.every((row) => row.arm === "natural" && row.guide_1 === null)).toBe(true);
  for (const stimulus of stimuli) {
    const own = trials.filter((trial) => trial.stimulus_id === stimulus.stimulus_id);
    expect(new Set(own.map((trial) => trial.participant_id)).size).toBe(own.length);
    const happy = own.filter((trial) => trial.response === "happiness").length;
    expect(happy / own.length).toBeCloseTo(stimulus.label![0]!, 6);
  }
  expect(new Set(participants.map((row) => row.participant_id))).toEqual(
    new Set(trials.map((trial) => trial.participant_id)),
  );
  for (const own of groupBy(trials, (trial) => trial.participant_id).values()) {
    expect(own.map((trial) => trial.trial)).toEqual(own.map((_, i) => i));
  }
  expect(new Set(trials.map((trial) => trial.source))).toEqual(new Set(["imported"]));
});

test("as many faces as wanted, of the splits named; none with enough votes is refused", async () => {
  const { stimuli } = await readVotes({ ...exampleParams, faces: 5, splits: ["test"] });
  expect(stimuli).toHaveLength(5);
  expect(stimuli.every((row) => row.stimulus_id.startsWith("test-"))).toBe(true);
  await expect(readVotes({ minVotes: 50 })).rejects.toThrow(/0 of 24 faces .* have 50 votes/);
});

test("a quarter of the faces is left for the base accuracy, unless another share is asked for", async () => {
  const all = (await readVotes({ ...exampleParams, share: 1 })).stimuli.length;
  expect((await readVotes()).stimuli).toHaveLength(Math.floor(0.75 * all));
  expect((await readVotes({ ...exampleParams, share: 0.5 })).stimuli).toHaveLength(Math.floor(0.5 * all));
});
