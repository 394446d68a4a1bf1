import { existsSync } from "node:fs";
import { join } from "node:path";
import { invariant, type Problem, throwIfAny, UserError } from "@limen/errors";
import type { ContextOf } from "@limen/stage";
import { classesOf, participantsTable, type Row, readTable, trialsTable } from "@limen/tables";
import { type Judgements, readStudy } from "@limen/trials";
import type stage from "./index.ts";

/** Problems of one kind that are shown. */
const SHOWN = 5;

/** Mode collect: what `limen collect --export` wrote, labelled as it is there, checked against the stimuli. */
export async function readCollected(context: ContextOf<typeof stage>): Promise<Judgements> {
  const folder = context.external("path");
  invariant(folder !== undefined, "mode collect runs without a path");
  const files = { trials: fileIn(folder, "trials"), participants: fileIn(folder, "participants") };
  const { classes, stimulusIds } = await readStudy(context.input("stimuli").path);
  const { rows: trials, metadata } = await readTable(files.trials, trialsTable);
  const { rows: participants } = await readTable(files.participants, participantsTable);
  throwIfAny([
    ...otherClasses(classesOf(metadata), classes, files.trials),
    ...strangers(trials, new Set(stimulusIds), files.trials),
    ...nameless(trials, participants, files),
  ]);
  const simulated = participants.filter(({ source }) => source === "simulated").length;
  context.log(
    `${trials.length} trials of ${participants.length - simulated} people and ${simulated} simulated participants`,
  );
  return { classes, trials, participants, rejects: [] };
}

function fileIn(folder: string, table: string): string {
  const file = join(folder, `${table}.parquet`);
  if (existsSync(file)) return file;
  const hint = "give the folder that limen collect --export wrote; for other files take mode import";
  throw new UserError({ message: "no such file", place: { file }, hint });
}

function otherClasses(found: readonly string[], classes: readonly string[], file: string): Problem[] {
  if (found.join() === classes.join()) return [];
  const message = `the trials choose between ${found.join(", ")}; the stimuli have ${classes.join(", ")}`;
  return [{ message, place: { file }, hint: "give the stimuli that were shown" }];
}

/** Trials of stimuli that the table does not have. Catch faces are none of its stimuli. */
function strangers(
  trials: readonly Row<typeof trialsTable>[],
  known: ReadonlySet<string>,
  file: string,
): Problem[] {
  const unknown = new Set(
    trials
      .filter(({ stimulus_id, catch_class }) => catch_class === null && !known.has(stimulus_id))
      .map(({ stimulus_id }) => stimulus_id),
  );
  if (unknown.size === 0) return [];
  const examples = [...unknown].slice(0, SHOWN).join(", ");
  const message = `${unknown.size} of the stimuli shown are not in the stimuli table, e.g. ${examples}`;
  return [{ message, place: { file, field: "stimulus_id" }, hint: "give the stimuli that were shown" }];
}

function nameless(
  trials: readonly Row<typeof trialsTable>[],
  participants: readonly Row<typeof participantsTable>[],
  files: { readonly trials: string; readonly participants: string },
): Problem[] {
  const known = new Set(participants.map(({ participant_id }) => participant_id));
  const unknown = new Set(
    trials.map(({ participant_id }) => participant_id).filter((participant) => !known.has(participant)),
  );
  if (unknown.size === 0) return [];
  const message = `${unknown.size} participants of ${files.trials} are missing, e.g. ${[...unknown][0]}`;
  return [
    { message, place: { file: files.participants }, hint: "give both files as they were written together" },
  ];
}
