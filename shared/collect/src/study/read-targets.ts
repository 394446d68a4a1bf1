import { type Problem, throwIfAny } from "@limen/errors";
import { groupBy, readTable, targetsTable } from "@limen/tables";
import type { StudySettings } from "./settings.ts";

/** Places of the items that are meant for a person, by their name in the round before. */
export type Targets = ReadonlyMap<string, readonly number[]>;

/**
 * Who is to see which stimuli, as manipulate-people writes it. Throws a UserError for an empty table, stimuli that the study does not
 * have, and designs that choose what is shown in another way.
 */
export async function readTargets(
  file: string,
  stimuli: readonly string[],
  { task, closedLoop }: StudySettings,
): Promise<Targets> {
  const { rows } = await readTable(file, targetsTable);
  const places = new Map(stimuli.map((id, place) => [id, place]));
  const strangers = new Set(rows.map(({ stimulus_id }) => stimulus_id).filter((id) => !places.has(id)));
  const problem = (message: string, hint: string): Problem => ({ message, place: { file }, hint });
  throwIfAny([
    ...(rows.length === 0
      ? [problem("the targets table is empty: nobody is to see anything", "make stimuli for pairs of people")]
      : []),
    ...[...strangers].map((id) =>
      problem(`no stimulus "${id}" among the stimuli given`, "give the stimuli and targets of one node"),
    ),
    ...(task === "comparison"
      ? [problem("stimuli meant for somebody are chosen or rated, not compared", "set task: choice")]
      : []),
    ...(closedLoop === undefined
      ? []
      : [problem("stimuli meant for somebody are not chosen by a closed loop", "leave closedLoop out")]),
  ]);
  return new Map(
    [...groupBy(rows, (row) => row.participant_id)].map(([person, own]) => [
      person,
      [...new Set(own.map((row) => places.get(row.stimulus_id)!))],
    ]),
  );
}
