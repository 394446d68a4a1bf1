import { lstatSync } from "node:fs";
import { join } from "node:path";
import { invariant, type Problem, throwIfAny, UserError } from "@limen/errors";
import { taskFields } from "@limen/experiment/params";
import type { ContextOf } from "@limen/stage";
import { classesOf, comparisonsTable, participantsTable, readTable, trialsTable } from "@limen/tables";
import { type Judgements, readStudy } from "@limen/trials";
import type stage from "./index.ts";

/** Problems of one kind that are shown. */
const SHOWN = 5;

/** Mode collect: what `limen collect --export` wrote, labelled as it is there, checked against the stimuli. */
export async function readCollected(context: ContextOf<typeof stage>): Promise<Judgements> {
  const folder = context.external("path");
  invariant(folder !== undefined, "mode collect runs without a path");
  const { classes, stimulusIds } = await readStudy(context.input("stimuli").path);
  const trialsFile = fileIn(folder, "trials");
  const { rows: trials, metadata } = await readTable(trialsFile, trialsTable);
  const task = taskFields.task.unwrap().catch("choice").parse(metadata.task);
  const comparisonsFile = fileIn(folder, "comparisons");
  const { rows: comparisons } = await readTable(comparisonsFile, comparisonsTable);
  const participantsFile = fileIn(folder, "participants");
  const { rows: participants } = await readTable(participantsFile, participantsTable);
  const known = new Set(stimulusIds);
  const people = new Set(participants.map(({ participant_id }) => participant_id));
  const shown = trials.filter((trial) => trial.catch_class === null).map(({ stimulus_id }) => stimulus_id);
  const compared = comparisons
    .filter(({ catch_side }) => catch_side === null)
    .flatMap(({ left_id, right_id }) => [left_id, right_id]);
  throwIfAny([
    ...otherClasses(classesOf(metadata), classes, trialsFile),
    ...strangers(shown, known, trialsFile),
    ...strangers(compared, known, comparisonsFile),
    ...nameless(trials, people, trialsFile, participantsFile),
    ...nameless(comparisons, people, comparisonsFile, participantsFile),
  ]);
  const simulated = participants.filter(({ source }) => source === "simulated").length;
  context.log(
    `${trials.length + comparisons.length} trials (${task}) of ${participants.length - simulated} people and ${simulated} simulated participants`,
  );
  return { classes, task, trials, comparisons, participants, rejects: [] };
}

function fileIn(folder: string, table: string): string {
  const file = join(folder, `${table}.parquet`);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return file;
  if (found !== undefined) {
    const hint = "put the file itself there";
    throw new UserError({ message: "a link or device, not a plain file", place: { file }, hint });
  }
  const hint = "give the folder that limen collect --export wrote; for other files take mode import";
  throw new UserError({ message: "no such file", place: { file }, hint });
}

function otherClasses(found: readonly string[], classes: readonly string[], file: string): Problem[] {
  if (found.join() === classes.join()) return [];
  const message = `the trials choose between ${found.join(", ")}; the stimuli have ${classes.join(", ")}`;
  return [{ message, place: { file }, hint: "give the stimuli that were shown" }];
}

/** Stimuli that the table does not have. Catch faces are none of its stimuli. */
function strangers(shown: readonly string[], known: ReadonlySet<string>, file: string): Problem[] {
  const unknown = new Set(shown.filter((stimulus) => !known.has(stimulus)));
  if (unknown.size === 0) return [];
  const examples = [...unknown].slice(0, SHOWN).join(", ");
  const message = `${unknown.size} of the stimuli shown are not in the stimuli table, e.g. ${examples}`;
  return [{ message, place: { file, field: "stimulus_id" }, hint: "give the stimuli that were shown" }];
}

function nameless(
  rows: readonly { readonly participant_id: string }[],
  people: ReadonlySet<string>,
  file: string,
  participantsFile: string,
): Problem[] {
  const unknown = new Set(
    rows.map(({ participant_id }) => participant_id).filter((participant) => !people.has(participant)),
  );
  if (unknown.size === 0) return [];
  const message = `${unknown.size} participants of ${file} are missing, e.g. ${[...unknown][0]}`;
  const hint = "give both files as they were written together";
  return [{ message, place: { file: participantsFile }, hint }];
}
