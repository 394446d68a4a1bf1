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
  scanTable,
  stimuliTable,
  trialsTable,
  writeTable,
} from "@limen/tables";
import { applyExclusions } from "./apply-exclusions.ts";
import { checkTrials } from "./check-trials.ts";
import { describeExclusions } from "./describe-exclusions.ts";
import { encodeAnswers } from "./encode-answers.ts";
import type stage from "./index.ts";
import { keepTrials } from "./keep-trials.ts";
import { measureReliability } from "./measure-reliability.ts";
import { pairRepeats } from "./pair-repeats.ts";
import { summariseChoices } from "./summarise-choices.ts";
import { type Trial, TrialGatherer } from "./trial-columns.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params, random } = context;
  const stimuliPath = context.input("stimuli").path;
  const classes = classesOf(await readMetadata(stimuliPath));
  const trialsPath = context.input("trials").path;
  // Read twice, and never held as rows: memory is some 50 bytes a trial.
  const scan = () => scanTable(trialsPath, trialsTable);
  const gatherer = new TrialGatherer(await countRows(trialsPath), classes);
  for await (const rows of scan()) gatherer.add(rows);
  const trials = gatherer.columns();
  const known = context.optionalInput("participants");
  const participants = known === undefined ? [] : (await readTable(known.path, participantsTable)).rows;

  const source = checkTrials(trials, await readStimulusIds(stimuliPath));
  const exclusions = applyExclusions(trials, params, source);
  for (const line of describeExclusions(exclusions, participants)) context.log(line);
  const answers = encodeAnswers(trials, exclusions.excluded);
  if (answers.response.length === 0) {
    throw new UserError({
      message: "the exclusion rules leave no participant",
      hint: `${describeExclusions(exclusions, participants)[0]}: look at the trials, or set weaker rules`,
    });
  }
  const pairs = pairRepeats(answers);
  const choices = summariseChoices(answers, pairs, params, source, random.split("entropy"));
  const reliability = measureReliability(answers, pairs, params, source, random.split("reliability"));

  const options = { metadata: { classes: JSON.stringify(classes) } };
  await writeTable(context.output("exclusions"), exclusionsTable, exclusions.rows);
  await writeTable(context.output("trials"), keptTrialsTable, keptOf(scan(), exclusions.excluded), options);
  await writeTable(context.output("choices"), choicesTable, choices, options);
  await writeTable(context.output("reliability"), reliabilityTable, reliability);
}

async function* keptOf(groups: AsyncIterable<readonly Trial[]>, excluded: ReadonlySet<string>) {
  for await (const rows of groups) yield* keepTrials(rows, excluded);
}

async function readStimulusIds(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const rows of scanTable(path, stimuliTable, { columns: ["stimulus_id"] })) {
    for (const row of rows) ids.add(row.stimulus_id);
  }
  return ids;
}
