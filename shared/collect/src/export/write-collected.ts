import { join } from "node:path";
import {
  comparisonsTable,
  displaysTable,
  participantsTable,
  screensTable,
  trialsTable,
  writeTable,
} from "@limen/tables";
import type { Collected } from "./gather.ts";

/** Writes the tables into a folder: equal answers, equal bytes. */
export async function writeCollected(
  folder: string,
  { task, trials, comparisons, participants, displays, screens }: Collected,
  classes: readonly string[],
): Promise<void> {
  const options = { metadata: { classes: JSON.stringify(classes), task } };
  await writeTable(join(folder, "trials.parquet"), trialsTable, trials, options);
  await writeTable(join(folder, "comparisons.parquet"), comparisonsTable, comparisons, options);
  await writeTable(join(folder, "participants.parquet"), participantsTable, participants, options);
  await writeTable(join(folder, "displays.parquet"), displaysTable, displays, options);
  await writeTable(join(folder, "screens.parquet"), screensTable, screens, options);
}
