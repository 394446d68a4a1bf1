import { statSync } from "node:fs";
import { join } from "node:path";
import { digestFile, digestText } from "@limen/artifact";
import { type ArtifactKind, extensionOf, table } from "@limen/stage";
import {
  choicesTable,
  comparisonsTable,
  participantsTable,
  type Row,
  stimuliTable,
  trialsTable,
  writeTable,
} from "@limen/tables";
import { participantRow } from "@limen/trials";
import type { ReleasedInput, ReleasedOutput, ReleasedRun, Results } from "./results.ts";

type Stimulus = Row<typeof stimuliTable>;
type Trial = Row<typeof trialsTable>;

export const TOY_CLASSES = ["anger", "happiness", "sadness"];

export interface ToyStudy {
  readonly stimuli: readonly Stimulus[];
  readonly trials: readonly Trial[];
  /** Where each participant's answers come from, by name. */
  readonly people: Readonly<Record<string, "simulated" | "collected" | "imported">>;
  /** `source` of prepare-faces. */
  readonly faces?: string;
}

/** One answer of a toy study. */
export function toyTrial(
  change: Pick<Trial, "participant_id" | "trial" | "stimulus_id" | "source"> & Partial<Trial>,
): Trial {
  return {
    block: 0,
    response: "anger",
    ratings: null,
    confidence: null,
    intensity: null,
    rt_ms: 812.5,
    catch_class: null,
    is_repeat: false,
    selection: null,
    ...change,
  };
}

/** Results of a study that nobody computed: faces → boundaries → people → responses, their tables in a folder. */
export async function toyResults(folder: string, study: ToyStudy): Promise<Results> {
  const metadata = { classes: JSON.stringify(TOY_CLASSES), task: "choice" };
  const file = (name: string) => join(folder, `${name}.parquet`);
  const size = { ...metadata, size: "8" };
  await writeTable(file("stimuli"), stimuliTable, study.stimuli, { metadata: size });
  await writeTable(file("trials"), trialsTable, study.trials, { metadata });
  await writeTable(file("comparisons"), comparisonsTable, [], { metadata });
  const participants = Object.entries(study.people).map(([id, source]) => participantRow(id, source));
  await writeTable(file("participants"), participantsTable, participants, { metadata });
  await writeTable(file("choices"), choicesTable, [], { metadata });
  const output = (node: string, name: string, artifact: ArtifactKind): ReleasedOutput => ({
    id: `${node}.${name}`,
    name,
    meaning: `the ${name}`,
    sha256: digestFile(file(name)),
    bytes: statSync(file(name)).size,
    artifact,
    object: file(name),
    path: `${node}/${name}.${extensionOf(artifact)}`,
  });
  const simulated = Object.values(study.people).every((source) => source === "simulated");
  const runs = [
    toyRun("faces", "prepare-faces", { source: study.faces ?? "synthetic" }, [], []),
    toyRun("boundaries", "sample-boundaries", {}, [], [output("boundaries", "stimuli", table(stimuliTable))]),
    toyRun(
      "people",
      "run-experiment",
      { mode: simulated ? "simulate" : "collect" },
      [{ name: "stimuli", from: "boundaries.stimuli" }],
      [
        output("people", "trials", table(trialsTable)),
        output("people", "comparisons", table(comparisonsTable)),
        output("people", "participants", table(participantsTable)),
      ],
    ),
    toyRun(
      "responses",
      "aggregate-responses",
      {},
      [{ name: "trials", from: "people.trials" }],
      [output("responses", "choices", table(choicesTable))],
    ),
  ];
  const lock = { lock: 1 as const, pipeline: "toy", engine: null, nodes: {} };
  return { pipeline: "toy", file: { name: "toy.yaml", text: "limen: 1\n" }, seed: 1, lock, runs };
}

function toyRun(
  id: string,
  stage: string,
  params: Readonly<Record<string, unknown>>,
  inputs: readonly ReleasedInput[],
  outputs: readonly ReleasedOutput[],
): ReleasedRun {
  const identity = { format: 1, stage, params, externals: {}, inputs: {}, seed: [1, id] } as const;
  return {
    id,
    key: digestText(id),
    stage: { name: stage, summary: `Does what ${stage} does.`, version: "0.1.0", readme: "" },
    identity: { ...identity, code: {}, packages: {}, pipeline: null, engine: null },
    started: "2026-01-02T03:04:05.678Z",
    ended: "2026-01-02T03:05:05.678Z",
    inputs,
    outputs,
  };
}
