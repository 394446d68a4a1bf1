import { UserError } from "@limen/errors";
import type { ContextOf } from "@limen/stage";
import {
  choicesTable,
  classesOf,
  countRows,
  exclusionsTable,
  keptTrialsTable,
  participantsTable,
  readMetadata,
  readTable,
  reliabilityTable,
  scanColumns,
  stimuliTable,
  trialsTable,
  writeColumns,
  writeTable,
} from "@limen/tables";
import { applyExclusions } from "./apply-exclusions.ts";
import { checkTrials } from "./check-trials.ts";
import { describeExclusions } from "./describe-exclusions.ts";
import type stage from "./index.ts";
import { keepRows, keptTrials } from "./keep-trials.ts";
import { summarisePopulation } from "./summarise-population.ts";
import { gatherTrials, TRIAL_COLUMNS } from "./trial-columns.ts";

/** Columns of the trials that are handed on. */
const KEPT_COLUMNS = Object.keys(keptTrialsTable.columns) as (keyof typeof keptTrialsTable.columns)[];

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params, random } = context;
  const stimuliPath = context.input("stimuli").path;
  const classes = classesOf(await readMetadata(stimuliPath));
  const trialsPath = context.input("trials").path;
  // Read twice, and held as columns of numbers only: memory is some 50 bytes a trial.
  const trials = await gatherTrials(
    scanColumns(trialsPath, trialsTable, { columns: TRIAL_COLUMNS }),
    await countRows(trialsPath),
    classes,
  );
  const known = context.optionalInput("participants");
  const participants = known === undefined ? [] : (await readTable(known.path, participantsTable)).rows;

  const source = checkTrials(trials, await readStimulusIds(stimuliPath));
  const exclusions = applyExclusions(trials, params, source);
  for (const line of describeExclusions(exclusions, participants)) context.log(line);
  const kept = keptTrials(trials, exclusions.excluded);
  if (!kept.includes(1)) {
    throw new UserError({
      message: "the exclusion rules leave no participant",
      hint: `${describeExclusions(exclusions, participants)[0]}: look at the trials, or set weaker rules`,
    });
  }
  const summarise = (excluded: ReadonlySet<string>) =>
    summarisePopulation(trials, excluded, params, source, random);
  const ofKept = summarise(exclusions.excluded);
  const ofAll = exclusions.excluded.size === 0 ? ofKept : summarise(new Set());

  const options = { metadata: { classes: JSON.stringify(classes) } };
  const keptRows = keepRows(scanColumns(trialsPath, trialsTable, { columns: KEPT_COLUMNS }), kept);
  await writeTable(context.output("exclusions"), exclusionsTable, exclusions.rows);
  await writeColumns(context.output("trials"), keptTrialsTable, keptRows, options);
  await writeTable(context.output("choices"), choicesTable, ofKept.choices, options);
  await writeTable(context.output("reliability"), reliabilityTable, ofKept.reliability);
  await writeTable(context.output("allChoices"), choicesTable, ofAll.choices, options);
  await writeTable(context.output("allReliability"), reliabilityTable, ofAll.reliability);
}

async function readStimulusIds(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const { columns } of scanColumns(path, stimuliTable, { columns: ["stimulus_id"] })) {
    for (const id of columns.stimulus_id.words.names) ids.add(id);
  }
  return ids;
}
