import { UserError } from "@limen/errors";
import { type Item, itemsOf, type KnownFaces, readFaces, sizeDesign, sureItemsOf } from "@limen/experiment";
import { RandomStream } from "@limen/random";
import { classesOf, readTable, stimuliTable } from "@limen/tables";
import { sha256 } from "./keys.ts";
import type { StudySettings } from "./settings.ts";
import type { Picture, Study, StudyItem } from "./study.ts";

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
  const random = RandomStream.fromSeed("items");
  const items = itemsOf(settings, rows, random).map((item) => withPictures(item, stimuli));
  const sure = (faces: readonly SureFace[]) =>
    sureItemsOf(settings.task, faces, random.split("sure")).map((item) => withPictures(item, faces));
  const catches = sure(catchFaces);
  const shown = [...stimuli, ...catchFaces, ...practice].map((face) => [face.id, face.sha256]);
  const parts = [settings, classes, shown, items.map(({ id }) => id)];
  return {
    digest: sha256(JSON.stringify(parts)),
    settings,
    classes,
    stimuli,
    items,
    catches,
    practice: sure(practice),
    size: sizeDesign(settings, items.length, catches.length > 0),
  };
}

interface SureFace extends Picture {
  readonly expected: string;
}

/** The item with what it shows of these pictures. */
function withPictures<I extends Item>(
  { shows, ...item }: I,
  pictures: readonly Picture[],
): Omit<I, "shows"> & StudyItem {
  return { ...item, pictures: shows.map((index) => pictures[index]!) };
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
