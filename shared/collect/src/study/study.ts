import type { DesignSize } from "@limen/experiment";
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

export interface CatchPicture extends Picture {
  /** The class that an attentive person chooses. Never sent to a browser. */
  readonly expected: string;
}

/** Everything that is fixed before the first participant comes. */
export interface Study {
  /** Of settings, classes and pictures: a database belongs to one study. */
  readonly digest: string;
  readonly settings: StudySettings;
  readonly classes: readonly string[];
  readonly stimuli: readonly Picture[];
  readonly catchFaces: readonly CatchPicture[];
  /** Shown with feedback before the trials that count; none of them is a catch face. */
  readonly practice: readonly CatchPicture[];
  /** Trials of one participant by kind. */
  readonly size: DesignSize;
}

/** Tells studies of other stimuli apart, whatever their order; `digests` are the pictures' SHA-256. */
export function stimuliDigest(digests: readonly string[]): string {
  return sha256(digests.toSorted().join("\n"));
}
