import type { Columns } from "./choose-columns.ts";
import type { FindStimulus } from "./find-stimulus.ts";
import type { ForeignFile } from "./foreign-file.ts";

/** How a file's rows and columns stand for trials. */
export const LAYOUTS = {
  long: "one row a trial",
  "stimulus-rows": "one row a stimulus, one column a participant",
  "participant-rows": "one row a participant, one column a stimulus",
  counts: "one row a stimulus, one column a class with its votes",
} as const;

export type Layout = keyof typeof LAYOUTS;

export interface Vocabulary {
  readonly findStimulus: FindStimulus;
  /** The class that a word names. */
  readonly classOf: (word: string) => string | undefined;
}

/** Columns named by stimuli, or by classes, tell what the rows are; else a stimulus without an answer does. */
export function guessLayout(
  file: ForeignFile,
  columns: Columns,
  words: Vocabulary,
  hasRatings: boolean,
): Layout {
  const others = file.columns.filter((name) => !Object.values(columns).includes(name));
  if (others.filter((name) => words.findStimulus(name) !== undefined).length >= 2) return "participant-rows";
  const people = columns.participant !== undefined;
  if (columns.response !== undefined || (hasRatings && people)) return "long";
  if (!people && others.filter((name) => words.classOf(name) !== undefined).length >= 2) return "counts";
  return columns.stimulus !== undefined && columns.participant === undefined ? "stimulus-rows" : "long";
}

/** The column whose cells name stimuli, most often of all and in at least half of the cells that hold something. */
export function columnOfStimuli(file: ForeignFile, find: FindStimulus): string | undefined {
  const shares = file.columns.map((name, place) => {
    const cells = file.rows.map((row) => row.cells[place] ?? "").filter((cell) => cell !== "");
    const known = cells.filter((cell) => find(cell) !== undefined).length;
    return { name, known, half: known > 0 && known * 2 >= cells.length };
  });
  return shares.filter(({ half }) => half).toSorted((a, b) => b.known - a.known)[0]?.name;
}
