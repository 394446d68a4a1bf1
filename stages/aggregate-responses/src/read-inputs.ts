import type { ContextOf } from "@limen/stage";
import { participantsTable, type Row, readTable, scanColumns, stimuliTable } from "@limen/tables";
import type stage from "./index.ts";

type Context = ContextOf<typeof stage>;

/** Names of what was judged. */
export async function readStimulusIds(context: Context): Promise<Set<string>> {
  const ids = new Set<string>();
  const { path } = context.input("stimuli");
  for await (const { columns } of scanColumns(path, stimuliTable, { columns: ["stimulus_id"] })) {
    for (const id of columns.stimulus_id.words.names) ids.add(id);
  }
  return ids;
}

/** Whoever is known to be careless or not, because they are simulated; nobody where the participants are not given. */
export async function knownParticipants(context: Context): Promise<readonly Row<typeof participantsTable>[]> {
  const known = context.optionalInput("participants");
  return known === undefined ? [] : (await readTable(known.path, participantsTable)).rows;
}
