import { UserError } from "@limen/errors";
import { type KnownFaces, readFaces, sizeDesign } from "@limen/experiment";
import { RandomStream } from "@limen/random";
import { classesOf, readTable, stimuliTable } from "@limen/tables";
import { sha256 } from "./keys.ts";
import type { StudySettings } from "./settings.ts";
import type { CatchPicture, Picture, Study } from "./study.ts";

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
  const known = await readFaces(faces, rows, classes, RandomStream.fromSeed("catch faces"));
  const catchFaces = chooseCatches(known, classes);
  const parts = [settings, classes, [...stimuli, ...catchFaces].map(({ id, sha256 }) => [id, sha256])];
  return {
    digest: sha256(JSON.stringify(parts)),
    settings,
    classes,
    stimuli,
    catchFaces,
    size: sizeDesign(settings, stimuli.length, catchFaces.length > 0),
  };
}

function chooseCatches({ catchFaces }: KnownFaces, classes: readonly string[]): CatchPicture[] {
  return classes.flatMap((name) =>
    catchFaces
      .filter(({ expected }) => expected === name)
      .slice(0, CATCHES_PER_CLASS)
      .map(({ id, image, expected }) => ({ ...picture(id, image), expected })),
  );
}

function picture(id: string, image: Uint8Array): Picture {
  return { id, image, sha256: sha256(image) };
}
