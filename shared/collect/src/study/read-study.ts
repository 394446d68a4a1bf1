import { UserError } from "@limen/errors";
import { type KnownFaces, readFaces, sizeDesign } from "@limen/experiment";
import { RandomStream } from "@limen/random";
import { classesOf, readTable, stimuliTable } from "@limen/tables";
import { sha256 } from "./keys.ts";
import type { StudySettings } from "./settings.ts";
import type { Picture, Study } from "./study.ts";

/** Chooses faces for catch trials and practice: the same ones wherever the tables are read. */
export const CATCH_SEED = "catch faces";
/** Catch faces of each class. */
const CATCHES_PER_CLASS = 5;

export interface StudyFiles {
  readonly stimuli: string;
  /** Faces for catch trials; without it there are none. */
  readonly faces?: string;
}

/** A study of these stimuli. Throws a UserError when there are none, or faces of other classes. */
export async function readStudy(
  { stimuli: file, faces }: StudyFiles,
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
  const shown = [...stimuli, ...catchFaces, ...practice];
  const parts = [settings, classes, shown.map(({ id, sha256 }) => [id, sha256])];
  return {
    digest: sha256(JSON.stringify(parts)),
    settings,
    classes,
    stimuli,
    catchFaces,
    practice,
    size: sizeDesign(settings, stimuli.length, catchFaces.length > 0),
  };
}

/**
 * Faces beyond doubt, for practice and for catch trials, none for both: of each class so many for practice as make up the wanted
 * number, but never more than half, and at most five for catch trials. Practice goes round the classes.
 */
function shareOut(
  { catchFaces }: KnownFaces,
  classes: readonly string[],
  wanted: number,
): Pick<Study, "catchFaces" | "practice"> {
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
