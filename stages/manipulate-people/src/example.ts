import { join } from "node:path";
import { toyClasses, writeToyNets } from "@limen/sampling/testing";
import { alignmentScoresTable, personParametersTable, type Row, writeTable } from "@limen/tables";
import type { z } from "zod";
import type { params } from "./params.ts";

/** The toy classifier whose group model guides. */
const NET = "mlp";
const MODEL = "individual_bias_slope";

/** Two of three toy people, split between two classes; each with a net that was trained for seconds. */
export const exampleParams: z.input<typeof params> = {
  net: NET,
  pairs: 1,
  classPairs: [["calm", "glad"]],
  attempts: 4,
  steps: 6,
  minTrials: 10,
  minValidity: 0,
  blockSize: 8,
};

/** People with opposite criteria, one without any, and one whose trials are too few for a model. */
export const toyPeople = [
  toyPerson("ann", [1.5, -1.5, 0]),
  toyPerson("bob", [-1.5, 1.5, 0]),
  toyPerson("cleo", [0, 0, 0]),
];

/** Toy nets, and people on top of one of them; gives the files of each input. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
  const { faces: _faces, ...nets } = await writeToyNets(folder);
  const metadata = { classes: JSON.stringify(toyClasses) };
  const [parameters, scores] = [join(folder, "parameters.parquet"), join(folder, "scores.parquet")];
  await writeTable(parameters, personParametersTable, toyPeople, { metadata });
  const rows = [
    ...toyPeople.flatMap(({ participant_id }) => toyScores(participant_id, 80)),
    ...toyScores("dan", 5),
  ];
  await writeTable(scores, alignmentScoresTable, rows, { metadata });
  return { ...nets, parameters: [parameters], scores: [scores] };
}

export function toyPerson(
  participant_id: string,
  bias: readonly number[],
  slope = 1,
): Row<typeof personParametersTable> {
  return {
    net: NET,
    model: MODEL,
    participant_id,
    bias: Float32Array.from(bias),
    slope,
    source: "simulated",
  };
}

/** The group's fit and their own, which is better. */
export function toyScores(
  participant_id: string,
  train_trials: number,
  gain = 0.1,
): Row<typeof alignmentScoresTable>[] {
  const shared = { net: NET, participant_id, stimuli: "new", people: "old", source: "simulated" };
  const row = (model: string, nats: number) => ({
    ...shared,
    model,
    train_trials,
    test_trials: 20,
    nats,
    accuracy: 0.5,
  });
  return [row("group", 1), row(MODEL, 1 - gain)];
}
