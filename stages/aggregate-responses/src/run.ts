import { UserError } from "@limen/errors";
import type { ContextOf } from "@limen/stage";
import {
  choicesTable,
  classesOf,
  countRows,
  exclusionsTable,
  keptTrialsTable,
  readMetadata,
  reliabilityTable,
  scalesTable,
  scanColumns,
  trialsTable,
  writeColumns,
  writeTable,
} from "@limen/tables";
import { applyExclusions } from "./apply-exclusions.ts";
import { checkTrials } from "./check-trials.ts";
import { describeExclusions } from "./describe-exclusions.ts";
import type stage from "./index.ts";
import { keepRows, keptTrials } from "./keep-trials.ts";
import { knownParticipants, readStimulusIds } from "./read-inputs.ts";
import { runComparisons } from "./run-comparisons.ts";
import { summarisePopulation } from "./summarise-population.ts";
import { gatherTrials, RATING_COLUMNS, TRIAL_COLUMNS } from "./trial-columns.ts";

/** Columns of the trials that are handed on. */
const KEPT_COLUMNS = Object.keys(keptTrialsTable.columns) as (keyof typeof keptTrialsTable.columns)[];

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params, random } = context;
  const stimuliPath = context.input("stimuli").path;
  const classes = classesOf(await readMetadata(stimuliPath));
  const trialsPath = context.input("trials").path;
  const { task = "choice" } = await readMetadata(trialsPath);
  if (task === "comparison") return runComparisons(context, classes);
  // Read twice, and held as columns of numbers only: memory is some 50 bytes a trial.
  const trials = await gatherTrials(
    scanColumns(trialsPath, trialsTable, { columns: task === "rating" ? RATING_COLUMNS : TRIAL_COLUMNS }),
    await countRows(trialsPath),
    classes,
  );
  const participants = await knownParticipants(context);

  const source = checkTrials(trials, await readStimulusIds(context));
  const exclusions = applyExclusions(trials, params, source);
  for (const line of describeExclusions(exclusions, participants)) context.log(line);
  const kept = keptTrials(trials, exclusions.excluded);
  if (!kept.includes(1)) {
    throw new UserError({
      message: "the exclusion rules leave no participant",
      hint: `${describeExclusions(exclusions, participants)[0]}: look at the trials, or set weaker rules`,
    });
  }
  if (trials.isChosen.includes(1))
    context.log(
      "the closed loop chose stimuli: their answers are kept, and in none of the choices and measures",
    );
  const summarise = (excluded: ReadonlySet<string>) =>
    summarisePopulation(trials, excluded, params, source, random);
  const ofKept = summarise(exclusions.excluded);
  const ofAll = exclusions.excluded.size === 0 ? ofKept : summarise(new Set());

  const options = { metadata: { classes: JSON.stringify(classes), task } };
  const keptRows = keepRows(scanColumns(trialsPath, trialsTable, { columns: KEPT_COLUMNS }), kept);
  await writeTable(context.output("exclusions"), exclusionsTable, exclusions.rows);
  await writeColumns(context.output("trials"), keptTrialsTable, keptRows, options);
  await writeTable(context.output("choices"), choicesTable, ofKept.choices, options);
  await writeTable(context.output("reliability"), reliabilityTable, ofKept.reliability);
  await writeTable(context.output("allChoices"), choicesTable, ofAll.choices, options);
  await writeTable(context.output("allReliability"), reliabilityTable, ofAll.reliability);
  await writeTable(context.output("scales"), scalesTable, [], options);
}
