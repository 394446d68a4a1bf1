import { invariant } from "@limen/errors";
import type { ContextOf } from "@limen/stage";
import {
  classesOf,
  type participantsTable,
  type Row,
  readMetadata,
  scanTable,
  stimuliTable,
} from "@limen/tables";
import type stage from "../index.ts";
import type { Judgements } from "../judgements.ts";
import { checkRejected } from "./check-rejected.ts";
import { chooseColumns } from "./choose-columns.ts";
import { stimulusFinder } from "./find-stimulus.ts";
import { orderTrials } from "./order-trials.ts";
import { parseTrials } from "./parse-trials.ts";
import { choiceReader } from "./read-choice.ts";
import { type ForeignFile, readRows } from "./read-rows.ts";
import { guessRtUnit } from "./rt-unit.ts";

/** Mode import: someone's file of trials, checked against the stimuli. */
export async function importExperiment(context: ContextOf<typeof stage>): Promise<Judgements> {
  const { params } = context;
  const path = context.external("path");
  invariant(path !== undefined, "mode import runs without a path");
  const stimuli = context.input("stimuli").path;
  const classes = classesOf(await readMetadata(stimuli));
  const file = await readRows(path);
  const columns = chooseColumns(file.file, file.columns, params.columns);
  const rtUnit = params.rtUnit ?? unitOf(file, columns.rt);
  const { trials: parsed, rejects } = parseTrials(file, {
    columns,
    readChoice: choiceReader(params, classes, cellsOf(file, columns.response)),
    findStimulus: stimulusFinder(await readStimulusIds(stimuli)),
    rtScale: rtUnit === "s" ? 1000 : 1,
  });
  checkRejected(file.file, rejects, file.rows.length, params.maxRejected);
  context.log(
    `${parsed.length} trials read, ${rejects.length} rows rejected, response times taken as ${rtUnit}`,
  );
  const trials = orderTrials(parsed);
  return { classes, trials, participants: participantsOf(trials), rejects };
}

function unitOf(file: ForeignFile, column: number | undefined): "ms" | "s" {
  return column === undefined ? "ms" : guessRtUnit(file.columns[column]!, cellsOf(file, column));
}

function cellsOf(file: ForeignFile, column: number): string[] {
  return file.rows.map((row) => row.cells[column] ?? "");
}

async function readStimulusIds(path: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const rows of scanTable(path, stimuliTable, { columns: ["stimulus_id"] })) {
    for (const row of rows) ids.push(row.stimulus_id);
  }
  return ids;
}

function participantsOf(
  trials: readonly { readonly participant_id: string }[],
): Row<typeof participantsTable>[] {
  const ids = new Set(trials.map((trial) => trial.participant_id));
  return Array.from(ids, (participant_id) => ({
    participant_id,
    source: "imported",
    world: null,
    careless: null,
    cluster: null,
    bias: new Float32Array(0),
    sensitivity: null,
    lapse: null,
  }));
}
