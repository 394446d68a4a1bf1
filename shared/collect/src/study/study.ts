import type { DesignSize, Item, Targets } from "@limen/experiment";
import type { ClosedLoopParams } from "@limen/experiment/params";
import { sha256 } from "./keys.ts";
import type { StudySettings } from "./settings.ts";

/** A picture that participants are shown. */
export interface Picture {
  readonly id: string;
  /** PNG bytes. */
  readonly image: Uint8Array;
  /** (hex) SHA-256 of the bytes, which the browser compares. */
  readonly sha256: string;
}

/** What one trial shows: a face, or two that are compared. */
export interface StudyItem {
  readonly id: string;
  readonly pictures: readonly Picture[];
  /** The class that is asked for; null where faces are not compared. */
  readonly asked: string | null;
}

/** Its answer is beyond doubt, and never sent to a browser but for practice. */
export interface SureStudyItem extends StudyItem {
  /** The class that an attentive person chooses; of two faces, the first shows it. */
  readonly expected: string;
}

/** The item with what it shows of these pictures. */
export function withPictures<I extends Item>(
  { shows, ...item }: I,
  pictures: readonly Picture[],
): Omit<I, "shows"> & StudyItem {
  return { ...item, pictures: shows.map((index) => pictures[index]!) };
}

/** A closed loop over the items, which are single faces then. */
export interface StudyLoop {
  readonly params: ClosedLoopParams;
  /** (nats) what the group model says of each item, in their order */
  readonly groupLogP: readonly Float64Array[];
  /** Place of each item by its name. */
  readonly places: ReadonlyMap<string, number>;
}

export function studyLoop(
  params: ClosedLoopParams,
  items: readonly Pick<StudyItem, "id">[],
  groupLogP: readonly Float64Array[],
): StudyLoop {
  return { params, groupLogP, places: new Map(items.map(({ id }, place) => [id, place])) };
}

/** Everything that is fixed before the first participant comes. */
export interface Study {
  /** Of settings, classes and pictures: a database belongs to one study. */
  readonly digest: string;
  readonly settings: StudySettings;
  readonly classes: readonly string[];
  readonly stimuli: readonly Picture[];
  /** What is asked of the stimuli. */
  readonly items: readonly StudyItem[];
  /** What a closed loop chooses by; null: all is dealt by chance. */
  readonly loop: StudyLoop | null;
  /** A second round's: who is to see which items. Null: all items are dealt to everybody. */
  readonly targets: Targets | null;
  /** Catch trials. */
  readonly catches: readonly SureStudyItem[];
  /** Shown with feedback before the trials that count; none of them is a catch face. */
  readonly practice: readonly SureStudyItem[];
  /** Trials of one participant by kind. */
  readonly size: DesignSize;
}

/** Tells studies of other stimuli apart, whatever their order; `digests` are the pictures' SHA-256. */
export function stimuliDigest(digests: readonly string[]): string {
  return sha256(digests.toSorted().join("\n"));
}
