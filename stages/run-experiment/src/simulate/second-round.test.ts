import { join } from "node:path";
import { participantsTable, readTable, targetsTable, trialsTable, writeTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { participantRow } from "@limen/trials";
import { expect, test } from "vitest";
import { exampleParams, writeExampleInputs } from "../example.ts";
import stage from "../index.ts";

const STIMULI = [0, 1, 2].map((i) => `natural-face-${i}`);
const CLASSES = JSON.stringify(["anger", "happiness", "sadness"]);

async function rounds(world = "W1") {
  const folder = temporaryDirectory();
  const inputs = await writeExampleInputs(folder);
  const first = await runStage(stage, { params: { ...exampleParams, world }, inputs });
  const second = (change: object = {}, further: Record<string, string> = {}, seed = 2) =>
    runStage(stage, {
      params: { ...exampleParams, world: "W0", ...change },
      inputs: { ...inputs, people: first.outputs.participants!, ...further },
      seed,
    });
  const targets = async (rows: readonly (readonly [string, string])[]) => {
    const path = join(folder, `targets-${rows.length}.parquet`);
    await writeTable(path, targetsTable, rows.map(target), { metadata: { classes: CLASSES } });
    return path;
  };
  return { first, second, targets, inputs };
}

function target([participant_id, stimulus_id]: readonly [string, string]) {
  const wanted = { wanted: "anger", partner_wanted: "sadness", guided: true, net: "vgg-s" };
  return {
    stimulus_id,
    participant_id,
    ...wanted,
    pair: "a & b",
    partner_id: "x",
    p: Float32Array.of(1, 0, 0),
  };
}

const PAIR = ["simulated-0002", "simulated-0004"] as const;
const both = STIMULI.flatMap((stimulus) => PAIR.map((person) => [person, stimulus] as const));

test("the same people come again, for the stimuli that are meant for them, in an order of their own", async () => {
  const { first, second, targets } = await rounds();
  const { outputs } = await second({}, { targets: await targets(both) });
  const before = (await readTable(first.outputs.participants!, participantsTable)).rows;
  const after = (await readTable(outputs.participants!, participantsTable)).rows;
  expect(after).toEqual(
    before.filter(({ participant_id }) => (PAIR as readonly string[]).includes(participant_id)),
  );
  const trials = (await readTable(outputs.trials!, trialsTable)).rows;
  for (const person of PAIR) {
    const own = trials.filter((row) => row.participant_id === person && row.catch_class === null);
    expect(own.map((row) => row.stimulus_id).sort()).toEqual(STIMULI);
    expect(own.every((row) => row.source === "simulated")).toBe(true);
  }
  const orders = PAIR.map((person) =>
    trials
      .filter((row) => row.participant_id === person)
      .map((row) => row.stimulus_id)
      .join(),
  );
  expect(trials.some((row) => row.catch_class !== null)).toBe(true);
  expect(orders[0]).not.toBe(orders[1]);
});

test("people who come again without targets are the same too, round after round, and see all stimuli", async () => {
  const { first, second } = await rounds();
  const people = (await readTable(first.outputs.participants!, participantsTable)).rows;
  const { outputs } = await second();
  expect((await readTable(outputs.participants!, participantsTable)).rows).toEqual(people);
  // Another round of them is of the same people too.
  const third = await second({}, { people: outputs.participants! }, 3);
  expect((await readTable(third.outputs.participants!, participantsTable)).rows).toEqual(people);
});

test("targets without their people, unknown people and stimuli, and comparisons are refused", async () => {
  const { second, targets, inputs } = await rounds();
  const file = await targets(both);
  await expect(
    runStage(stage, {
      params: { ...exampleParams, task: "comparison" },
      inputs: { ...inputs, targets: file },
    }),
  ).rejects.toThrow(/there are no people[\s\S]*chosen or rated, not compared/);
  const strange = await targets([
    ["simulated-0099", STIMULI[0]!],
    [PAIR[0], "elsewhere"],
  ]);
  await expect(second({}, { targets: strange })).rejects.toThrow(
    /no participant "simulated-0099"[\s\S]*no stimulus "elsewhere"/,
  );
  await expect(second({}, { targets: await targets([]) })).rejects.toThrow("the targets table is empty");
  await expect(second({ trialsPerParticipant: 4, catchShare: 0.5 }, { targets: file })).rejects.toThrow(
    /somebody is to do 6 trials, 4 are the most/,
  );
});

test("a table that does not say how its people answer is refused", async () => {
  const { second } = await rounds();
  const path = join(temporaryDirectory(), "people.parquet");
  const nobody = participantRow("p-1", "collected");
  await writeTable(path, participantsTable, [nobody]);
  await expect(second({}, { people: path })).rejects.toThrow(
    "how 1 of 1 participants answer is not known, e.g. p-1",
  );
});
