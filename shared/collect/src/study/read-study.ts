import { UserError } from "@limen/errors";
import {
  itemsOf,
  type KnownFaces,
  predictionsOf,
  readFaces,
  sizeDesign,
  sureItemsOf,
} from "@limen/experiment";
import { RandomStream } from "@limen/random";
import { classesOf, readTable, stimuliTable } from "@limen/tables";
import { sha256 } from "./keys.ts";
import { readPredictions } from "./read-predictions.ts";
import { readTargets } from "./read-targets.ts";
import type { StudySettings } from "./settings.ts";
import { type Picture, type Study, type StudyLoop, studyLoop, withPictures } from "./study.ts";

/** Chooses faces for catch trials and practice: the same ones wherever the tables are read. */
export const CATCH_SEED = "catch faces";
/** Catch faces of each class. */
const CATCHES_PER_CLASS = 5;

export interface StudyFiles {
  readonly stimuli: string;
  /** Faces for catch trials; without it there are none. */
  readonly faces?: string;
  /** What a group model says of the stimuli, for a closed loop. */
  readonly predictions?: string;
  /** Who is to see which stimuli, in a second round. */
  readonly targets?: string;
}

/**
 * A study of these stimuli. Throws a UserError when there are none, faces of other classes, or a closed loop without
 * predictions of all of them.
 */
export async function readStudy(
  { stimuli: file, faces, predictions, targets: meant }: StudyFiles,
  settings: StudySettings,
): Promise<Study> {
  const { rows, metadata } = await readTable(file, stimuliTable);
  if (rows.length === 0) {
    const message = "the stimuli table is empty: there is nothing to judge";
    throw new UserError({ message, place: { file } });
  }
  const classes = classesOf(metadata);
  const stimuli = rows.map(({ stimulus_id, image }) => picture(stimulus_id, image.bytes));
  const known = await readFaces(faces, rows, classes, RandomStream.fromSeed(CATCH_SEED));
  const { practice, catchFaces } = shareOut(known, classes, settings.practice);
  const random = RandomStream.fromSeed("items");
  const items = itemsOf(settings, rows, random).map((item) => withPictures(item, stimuli));
  const sure = (faces: readonly SureFace[]) =>
    sureItemsOf(settings.task, faces, random.split("sure")).map((item) => withPictures(item, faces));
  const catches = sure(catchFaces);
  const loop = await readLoop(settings, predictions, stimuli, classes);
  const shown = [...stimuli, ...catchFaces, ...practice].map((face) => [face.id, face.sha256]);
  const said = loop === null ? [] : [loop.groupLogP.map((logP) => Array.from(logP, String))];
  const names = stimuli.map(({ id }) => id);
  const targets = meant === undefined ? null : await readTargets(meant, names, settings);
  const parts = [
    settings,
    classes,
    shown,
    items.map(({ id }) => id),
    ...said,
    ...(targets ? [[...targets]] : []),
  ];
  return {
    digest: sha256(JSON.stringify(parts)),
    settings,
    classes,
    stimuli,
    items,
    loop,
    targets,
    catches,
    practice: sure(practice),
    size: sizeDesign(settings, items.length, catches.length > 0),
  };
}

/** Without comparisons, the items are the stimuli. */
async function readLoop(
  { closedLoop }: StudySettings,
  file: string | undefined,
  stimuli: readonly Picture[],
  classes: readonly string[],
): Promise<StudyLoop | null> {
  if (closedLoop === undefined) return null;
  if (file === undefined) {
    throw new UserError({
      message:
        "a closed loop chooses by what a group model says of the stimuli, and no predictions are given",
      place: { field: "closedLoop" },
      hint: "give --predictions FILE, or a pipeline whose experiment has them as its input",
    });
  }
  const names = stimuli.map(({ id }) => id);
  const predictions = await readPredictions(file, closedLoop, classes);
  return studyLoop(closedLoop, stimuli, predictionsOf(predictions, names, { file }));
}

interface SureFace extends Picture {
  readonly expected: string;
}

/**
 * Faces beyond doubt, for practice and for catch trials, none for both: of each class so many for practice as make up the wanted
 * number, but never more than half, and at most five for catch trials. Practice goes round the classes.
 */
function shareOut(
  { catchFaces }: KnownFaces,
  classes: readonly string[],
  wanted: number,
): { readonly practice: readonly SureFace[]; readonly catchFaces: readonly SureFace[] } {
  const each = Math.ceil(wanted / classes.length);
  const shares = classes.map((name) => {
    const own = catchFaces
      .filter(({ expected }) => expected === name)
      .map(({ id, image, expected }) => ({ ...picture(id, image), expected }));
    const split = Math.min(each, Math.floor(own.length / 2));
    return { practice: own.slice(0, split), catchFaces: own.slice(split, split + CATCHES_PER_CLASS) };
  });
  const rounds = Array.from({ length: each }, (_, round) =>
    shares.flatMap(({ practice }) => practice.slice(round, round + 1)),
  );
  return {
    practice: rounds.flat().slice(0, wanted),
    catchFaces: shares.flatMap((share) => share.catchFaces),
  };
}

function picture(id: string, image: Uint8Array): Picture {
  return { id, image, sha256: sha256(image) };
}
