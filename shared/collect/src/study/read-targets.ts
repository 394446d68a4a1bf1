import { throwIfAny } from "@limen/errors";
import { placesByPerson, type Targets, targetProblems, untargetable } from "@limen/experiment";
import { readTable, targetsTable } from "@limen/tables";
import type { StudySettings } from "./settings.ts";

/**
 * Who is to see which stimuli, as manipulate-people writes it. Throws a UserError for an empty table, stimuli that the study does not
 * have, and designs that choose what is shown in another way.
 */
export async function readTargets(
  file: string,
  stimuli: readonly string[],
  settings: StudySettings,
): Promise<Targets> {
  const { rows } = await readTable(file, targetsTable);
  throwIfAny([...targetProblems(rows, stimuli, { file }), ...untargetable(settings)]);
  return placesByPerson(rows, stimuli);
}
