import { digestText } from "@limen/artifact";
import { type Problem, throwIfAny } from "@limen/errors";
import {
  classesOf,
  comparisonsTable,
  participantsTable,
  type Row,
  readTable,
  stimuliTable,
  trialsTable,
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

/** A study's tables as they are in the store. */
export interface StoredStudy extends StudyRuns {
  readonly classes: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly stimuliFile: ReleasedOutput;
  readonly choicesFile?: ReleasedOutput;
  readonly stimuli: readonly Omit<Row<typeof stimuliTable>, "image">[];
  readonly trials: readonly Row<typeof trialsTable>[];
  readonly comparisons: readonly Row<typeof comparisonsTable>[];
  readonly participants: readonly Row<typeof participantsTable>[];
}

/** Reads a study to be released. Throws a UserError with everything that must not be published, or not yet. */
export async function readStoredStudy(results: Results, options: ReleaseOptions): Promise<StoredStudy> {
  const runs = findStudy(results, options.experiment);
  const outputs = new Map(results.runs.flatMap((run) => run.outputs.map((one) => [one.id, one] as const)));
  const fileOf = (id: string) => outputs.get(id)!;
  const objectOf = (name: string) => fileOf(`${runs.experiment.id}.${name}`).object;
  const { rows: trials, metadata } = await readTable(objectOf("trials"), trialsTable);
  const { rows: comparisons } = await readTable(objectOf("comparisons"), comparisonsTable);
  const { rows: participants } = await readTable(objectOf("participants"), participantsTable);
  const stimuliFile = fileOf(runs.shown);
  const { rows: stimuli } = await readTable(stimuliFile.object, stimuliTable);
  const choicesFile = runs.responses && fileOf(`${runs.responses.id}.choices`);
  const study: StoredStudy = {
    ...runs,
    classes: classesOf(metadata),
    metadata: { classes: JSON.stringify(classesOf(metadata)), task: metadata.task ?? "choice" },
    stimuliFile,
    ...(choicesFile === undefined ? {} : { choicesFile }),
    stimuli: stimuli.map(({ image: _, ...rest }) => rest),
    trials,
    comparisons,
    participants,
  };
  throwIfAny([...withdrawnProblems(study, options), ...faceProblems(study, options), ...wordProblems(study)]);
  return study;
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
    "limen collect --export writes the tables without them; then limen run, and this command again";
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
function wordProblems({ classes, trials, comparisons }: StoredStudy): Problem[] {
  const known = new Set(classes);
  const strange = (words: readonly (string | null)[], allowed: ReadonlySet<string>) =>
    words.filter((word) => word !== null && !allowed.has(word)).length;
  const sides = new Set(["left", "right"]);
  const found =
    strange(
      trials.flatMap(({ response, catch_class }) => [response, catch_class]),
      known,
    ) +
    strange(
      comparisons.map(({ asked }) => asked),
      known,
    ) +
    strange(
      comparisons.flatMap(({ response, catch_side }) => [response, catch_side]),
      sides,
    );
  if (found === 0) return [];
  const message = `${found} answers are none of ${classes.join(", ")}`;
  return [
    { message, hint: "a release holds no free text: map them to classes (aliases) when they are imported" },
  ];
}
