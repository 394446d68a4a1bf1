import { UserError } from "@limen/errors";
import type { ContextOf } from "@limen/stage";
import {
  choicesTable,
  comparisonsTable,
  exclusionsTable,
  keptTrialsTable,
  readTable,
  reliabilityTable,
  scalesTable,
  writeTable,
} from "@limen/tables";
import { encodeComparisons } from "./comparisons/encode-comparisons.ts";
import { excludeComparers } from "./comparisons/exclude-comparers.ts";
import { measureComparisons } from "./comparisons/measure-comparisons.ts";
import { scaleStimuli } from "./comparisons/scale-stimuli.ts";
import { describeExclusions } from "./describe-exclusions.ts";
import type stage from "./index.ts";
import { knownParticipants, readStimulusIds } from "./read-inputs.ts";

/** Where faces were compared: scales instead of choices, of which there are none. */
export async function runComparisons(
  context: ContextOf<typeof stage>,
  classes: readonly string[],
): Promise<void> {
  const { params, random } = context;
  const given = context.optionalInput("comparisons");
  if (given === undefined) {
    throw new UserError({
      message: "the experiment compared faces, and its comparisons are not given",
      place: { field: "inputs.comparisons" },
      hint: "add to the node: inputs: {comparisons: experiment.comparisons}",
    });
  }
  const { rows } = await readTable(given.path, comparisonsTable);
  const comparisons = encodeComparisons(rows, await readStimulusIds(context), classes);
  const exclusions = excludeComparers(comparisons, params);
  const lines = describeExclusions(exclusions, await knownParticipants(context));
  for (const line of lines) context.log(line);
  const scales = scaleStimuli(comparisons, exclusions.excluded, classes, params.scaleSpread);
  if (scales.length === 0) {
    throw new UserError({
      message: "the exclusion rules leave no participant",
      hint: `${lines[0]}: look at the comparisons, or set weaker rules`,
    });
  }
  const { excluded } = exclusions;
  const measure = (out: ReadonlySet<string>) =>
    measureComparisons(comparisons, out, params, random.split("reliability"));
  const reliability = measure(excluded);
  const options = { metadata: { classes: JSON.stringify(classes), task: "comparison" } };
  await writeTable(context.output("exclusions"), exclusionsTable, exclusions.rows);
  await writeTable(context.output("trials"), keptTrialsTable, [], options);
  await writeTable(context.output("choices"), choicesTable, [], options);
  await writeTable(context.output("reliability"), reliabilityTable, reliability);
  await writeTable(context.output("scales"), scalesTable, scales, options);
  await writeTable(context.output("allChoices"), choicesTable, [], options);
  const nobody = excluded.size === 0 ? reliability : measure(new Set());
  await writeTable(context.output("allReliability"), reliabilityTable, nobody);
}
