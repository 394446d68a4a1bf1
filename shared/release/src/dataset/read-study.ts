import { digestText } from "@limen/artifact";
import { type Problem, throwIfAny } from "@limen/errors";
import {
  classesOf,
  comparisonsTable,
  countRows,
  NO_WORD,
  participantsTable,
  type Row,
  readMetadata,
  readTable,
  scanColumns,
  scanTable,
  stimuliTable,
  trialsTable,
  type WordColumn,
} from "@limen/tables";
import type { ReleasedOutput, Results } from "../results.ts";
import { findStudy, type StudyRuns } from "./find-study.ts";

export interface ReleaseOptions {
  /** Which run-experiment, where there are several. */
  readonly experiment?: string;
  /** SHA-256 of the names of those who withdrew; undefined where nobody has looked. */
  readonly withdrawn?: ReadonlySet<string>;
  /** Whether pictures of real faces may be published. */
  readonly realFaces: boolean;
}

/** What a release needs to know of a stimulus beside its row. */
const STIMULUS_COLUMNS = ["stimulus_id", "arm", "match_id", "series", "face_id", "anchor_id"] as const;
type StoredStimulus = Pick<Row<typeof stimuliTable>, (typeof STIMULUS_COLUMNS)[number]>;

/** A table of a study that is too long to be held as rows. */
export interface StoredAnswers {
  readonly path: string;
  readonly count: number;
}

/** A study's tables as they are in the store. */
export interface StoredStudy extends StudyRuns {
  readonly classes: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly stimuliFile: ReleasedOutput;
  readonly choicesFile?: ReleasedOutput;
  readonly stimuli: readonly StoredStimulus[];
  readonly trials: StoredAnswers;
  readonly comparisons: StoredAnswers;
  readonly participants: readonly Row<typeof participantsTable>[];
}

/** Reads a study to be released. Throws a UserError with everything that must not be published, or not yet. */
export async function readStoredStudy(results: Results, options: ReleaseOptions): Promise<StoredStudy> {
  const runs = findStudy(results, options.experiment);
  const outputs = new Map(results.runs.flatMap((run) => run.outputs.map((one) => [one.id, one] as const)));
  const fileOf = (id: string) => outputs.get(id)!;
  const objectOf = (name: string) => fileOf(`${runs.experiment.id}.${name}`).object;
  const trials = await answersAt(objectOf("trials"));
  const { rows: participants } = await readTable(objectOf("participants"), participantsTable);
  const metadata = await readMetadata(trials.path);
  const stimuliFile = fileOf(runs.shown);
  const stimuli: StoredStimulus[] = [];
  for await (const rows of scanTable(stimuliFile.object, stimuliTable, { columns: STIMULUS_COLUMNS }))
    for (const row of rows) stimuli.push(row);
  const choicesFile = runs.responses && fileOf(`${runs.responses.id}.choices`);
  const study: StoredStudy = {
    ...runs,
    classes: classesOf(metadata),
    metadata: { classes: JSON.stringify(classesOf(metadata)), task: metadata.task ?? "choice" },
    stimuliFile,
    ...(choicesFile === undefined ? {} : { choicesFile }),
    stimuli,
    trials,
    comparisons: await answersAt(objectOf("comparisons")),
    participants,
  };
  throwIfAny([
    ...withdrawnProblems(study, options),
    ...faceProblems(study, options),
    ...(await wordProblems(study)),
  ]);
  return study;
}

async function answersAt(path: string): Promise<StoredAnswers> {
  return { path, count: await countRows(path) };
}

/** Who withdrew is in the aggregates too, so leaving out their rows would not do. */
function withdrawnProblems({ participants }: StoredStudy, { withdrawn }: ReleaseOptions): Problem[] {
  const collected = participants.filter(({ source }) => source === "collected");
  if (withdrawn === undefined) {
    if (collected.length === 0) return [];
    const message = `${collected.length} people took part in a web experiment, and may have withdrawn since`;
    const hint = "name the study's database: --database FILE (none, if you know that there is none any more)";
    return [{ message, hint }];
  }
  const gone = participants.filter(({ participant_id }) => withdrawn.has(digestText(participant_id)));
  if (gone.length === 0) return [];
  const message = `${gone.length} participants withdrew, and are still in these results`;
  const hint =
    "npx limen collect --export writes the tables without them; then npx limen run, and this command again";
  return [{ message, hint }];
}

/** A natural control is a real face, and anchored and off-manifold ones start from one. */
function faceProblems({ stimuli, onlyRendered }: StoredStudy, { realFaces }: ReleaseOptions): Problem[] {
  const real = stimuli.filter(({ face_id, anchor_id }) => face_id !== null || anchor_id !== null);
  if (onlyRendered || realFaces || real.length === 0) return [];
  const message = `${real.length} stimuli are real faces, or start from one, and somebody's licence and consent say who may publish them`;
  return [{ message, hint: "if you may: --real-faces" }];
}

/** Answers are words that the study offered: whatever else stands there could say who somebody is. */
async function wordProblems({ classes, trials, comparisons }: StoredStudy): Promise<Problem[]> {
  const known = new Set(classes);
  const sides = new Set(["left", "right"]);
  let found = 0;
  const answers = { columns: ["response", "catch_class"] } as const;
  for await (const { columns } of scanColumns(trials.path, trialsTable, answers))
    found += countStrange(columns.response, known) + countStrange(columns.catch_class, known);
  const pairs = { columns: ["asked", "response", "catch_side"] } as const;
  for await (const { columns } of scanColumns(comparisons.path, comparisonsTable, pairs)) {
    found += countStrange(columns.asked, known);
    found += countStrange(columns.response, sides) + countStrange(columns.catch_side, sides);
  }
  if (found === 0) return [];
  const message = `${found} answers are none of ${classes.join(", ")}`;
  return [
    { message, hint: "a release holds no free text: map them to classes (aliases) when they are imported" },
  ];
}

function countStrange({ codes, words }: WordColumn, allowed: ReadonlySet<string>): number {
  const isStrange = words.names.map((word) => !allowed.has(word));
  return codes.reduce((sum, code) => (code !== NO_WORD && isStrange[code] === true ? sum + 1 : sum), 0);
}
