import type { AnswerInfo, SessionInfo, StudyInfo } from "./api.ts";
import type { Pictures } from "./pictures.ts";
import type { Shown } from "./shown.ts";
import type { Strings } from "./strings/index.ts";

/** What the trials are made of. */
export interface Session {
  readonly study: StudyInfo;
  readonly info: SessionInfo;
  readonly shown: Shown;
  readonly pictures: Pictures;
  readonly strings: Strings;
  /** (pixels) width of a face. */
  readonly width: number;
  /** (milliseconds) between frames of this screen. */
  readonly frameMs: number;
  /** Called with each answer, and with the number of its trial. */
  readonly onAnswer: (seq: number, answer: AnswerInfo) => void;
}

/** A part of jsPsych's timeline. */
export type Part = Record<string, unknown>;

/** Name of a class in the participant's language. */
export function className(name: string, { classes }: Strings): string {
  return classes[name] ?? name;
}
