import { classesOf, readMetadata, scanTable, stimuliTable } from "@limen/tables";
import type { Study } from "./read-trials.ts";

/** Classes and names of the stimuli in a stimuli table. */
export async function readStudy(path: string): Promise<Study> {
  const classes = classesOf(await readMetadata(path));
  const stimulusIds: string[] = [];
  for await (const rows of scanTable(path, stimuliTable, { columns: ["stimulus_id"] })) {
    for (const row of rows) stimulusIds.push(row.stimulus_id);
  }
  return { classes, stimulusIds };
}
