import { comparisonsTable, participantsTable, rejectsTable, trialsTable, writeTable } from "@limen/tables";
import type { Judgements } from "./judgements.ts";

/** Writes the four tables of every mode to these files. */
export async function writeJudgements(
  judgements: Judgements,
  pathOf: (table: "trials" | "comparisons" | "participants" | "rejects") => string,
): Promise<void> {
  const options = { metadata: { classes: JSON.stringify(judgements.classes), task: judgements.task } };
  await writeTable(pathOf("trials"), trialsTable, judgements.trials, options);
  await writeTable(pathOf("comparisons"), comparisonsTable, judgements.comparisons, options);
  await writeTable(pathOf("participants"), participantsTable, judgements.participants, {
    metadata: { ...options.metadata, ...judgements.participantsMetadata },
  });
  await writeTable(pathOf("rejects"), rejectsTable, judgements.rejects);
}
