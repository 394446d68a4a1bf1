import { highestRated } from "@limen/tables";
import type { FindStimulus } from "./find-stimulus.ts";
import { type ChoiceReader, isNothing, type ReadChoice } from "./read-choice.ts";
import type { LongRow } from "./to-long.ts";

/** A usable row; trials are put in order and numbered afterwards. */
export interface ParsedTrial {
  readonly participant: string;
  readonly stimulus: string;
  /** Class chosen, or rated highest. */
  readonly response: string | null;
  /** In [0, 1], one a class; null where nothing was rated. */
  readonly ratings: Float32Array | null;
  readonly confidence: number | null;
  readonly intensity: number | null;
  readonly rtMs: number | null;
  /** Parts follow each other: files, and the results in them. */
  readonly part: number;
  /** Given order within the participant and part; null when the file has none: the file's order counts. */
  readonly trial: number | null;
  readonly block: number;
  readonly catchClass: string | null;
  /** Where it comes from by its own word: what was simulated is not made real by being imported. */
  readonly source: "simulated" | "imported";
  /** Null: the file does not say. */
  readonly selection: Selection | null;
}

/** How a stimulus came up. */
export type Selection = (typeof SELECTIONS)[number];
const SELECTIONS = ["random", "chosen"] as const;

/** A rating whose highest value is shared names no class, but is an answer. */
export function hasNoAnswer({ response, ratings }: Pick<ParsedTrial, "response" | "ratings">): boolean {
  return response === null && ratings === null;
}

export interface Reject {
  readonly file: string;
  readonly row: number;
  readonly reason: string;
}

export interface RowReaders {
  readonly choices: Pick<ChoiceReader, "read" | "readName">;
  readonly findStimulus: FindStimulus;
  readonly classes: readonly string[];
  /** In [0, 1] from a cell that holds a graded answer; NaN for a cell that is none. Undefined: words, which nobody can place. */
  readonly grades: Readonly<
    Record<"ratings" | "confidence" | "intensity", ((cell: string) => number) | undefined>
  >;
}

/** The rows of a file. */
export interface Batch {
  readonly rows: readonly LongRow[];
  /** (milliseconds) from a cell that holds a response time; NaN for a cell that is no number. */
  readonly readTime: (cell: string) => number;
  /** Whether every trial is to have a number. */
  readonly numbered: boolean;
}

/** Rows to trials; a row with anything wrong is rejected with every reason. */
export function parseTrials(
  batches: readonly Batch[],
  readers: RowReaders,
): { readonly trials: ParsedTrial[]; readonly rejects: Reject[] } {
  const trials: ParsedTrial[] = [];
  const rejects: Reject[] = [];
  const firstRows = new Map<string, number>();
  const rows = batches.flatMap((batch) => batch.rows.map((row) => ({ row, batch })));
  for (const { row, batch } of rows) {
    const reasons: string[] = row.problem === undefined ? [] : [row.problem];
    const trial = row.problem === undefined ? parseRow(row, { ...readers, ...batch }, reasons) : undefined;
    if (trial && reasons.length === 0 && trial.trial !== null) {
      const name = JSON.stringify([trial.participant, trial.part, trial.block, trial.trial]);
      const first = firstRows.get(name);
      if (first === undefined) firstRows.set(name, row.row);
      else
        reasons.push(`trial ${trial.trial} of participant "${trial.participant}" is in row ${first} already`);
    }
    if (trial && reasons.length === 0) trials.push(trial);
    else rejects.push({ file: row.file, row: row.row, reason: reasons.join("; ") });
  }
  return { trials, rejects };
}

function parseRow(
  { cells, part, ratings: rated }: LongRow,
  readers: RowReaders & Batch,
  reasons: string[],
): ParsedTrial {
  // A number that a spreadsheet or pandas wrote with a point is the number.
  const participant = cells.participant.replace(/^(\d+)\.0+$/, "$1");
  if (participant === "") reasons.push("no participant");
  const { classes, grades } = readers;
  const ratings = rated ? readRatings(rated, classes, grades.ratings, reasons) : null;
  const response = rated
    ? ratings && highestRated(ratings, classes)
    : readClass(cells.response, "response", readers.choices.read, reasons);
  const confidence = readGrade(cells.confidence, "confidence", grades.confidence, reasons);
  const intensity = readGrade(cells.intensity, "intensity", grades.intensity, reasons);
  const catchClass = readClass(cells.catch, "catch class", readers.choices.readName, reasons);
  const stimulus = readStimulus(cells.stimulus, catchClass !== null, readers.findStimulus, reasons);
  const rtMs = readNumber(cells.rt, "response time", readers.readTime, reasons);
  const trial = readWhole(cells.trial, "trial", readers.numbered, reasons);
  const block = readWhole(cells.block, "block", false, reasons) ?? 0;
  const selection = readSelection(cells.selection);
  return {
    participant,
    stimulus,
    response,
    ratings,
    confidence,
    intensity,
    rtMs,
    part,
    trial,
    block,
    catchClass,
    source: cells.source.trim().toLowerCase() === "simulated" ? "simulated" : "imported",
    selection,
  };
}

function readClass(cell: string, what: string, readChoice: ReadChoice, reasons: string[]): string | null {
  const choice = readChoice(cell);
  if (choice.kind === "unknown") reasons.push(`unknown ${what} ${choice.reason}`);
  return choice.kind === "class" ? choice.name : null;
}

/** Catch trials show faces that are no stimuli, so any name will do for them. */
function readStimulus(cell: string, isCatch: boolean, find: FindStimulus, reasons: string[]): string {
  if (cell === "") reasons.push("no stimulus");
  const known = find(cell);
  if (known !== undefined) return known;
  if (!isCatch && cell !== "") reasons.push(`unknown stimulus "${cell}"`);
  return cell;
}

/** Other programs have columns of that name too: other words say nothing about it. */
function readSelection(cell: string): Selection | null {
  return SELECTIONS.find((name) => name === cell.toLowerCase()) ?? null;
}

function readNumber(
  cell: string,
  what: string,
  read: (cell: string) => number,
  reasons: string[],
): number | null {
  if (isNothing(cell)) return null;
  const value = read(cell);
  if (Number.isFinite(value) && value >= 0) return value;
  reasons.push(`${what} "${cell}" is not a number of 0 or more`);
  return null;
}

/** All classes or none: of a face that is rated in part, the rest is not known. */
function readRatings(
  cells: readonly string[],
  classes: readonly string[],
  read: ((cell: string) => number) | undefined,
  reasons: string[],
): Float32Array | null {
  if (cells.every(isNothing)) return null;
  const missing = classes.filter((_, index) => isNothing(cells[index]!));
  if (missing.length > 0) reasons.push(`no rating of ${missing.join(", ")}`);
  const values = cells.map((cell, index) =>
    readGrade(cell, `rating of ${classes[index]}`, read ?? Number, reasons),
  );
  return Float32Array.from(values, (value) => value ?? 0);
}

function readGrade(
  cell: string,
  what: string,
  read: ((cell: string) => number) | undefined,
  reasons: string[],
): number | null {
  if (isNothing(cell) || read === undefined) return null;
  const value = read(cell);
  if (!Number.isNaN(value)) return value;
  reasons.push(`${what} "${cell}" is not on the scale`);
  return null;
}

const LARGEST_INT32 = 2 ** 31 - 1;

function readWhole(cell: string, what: string, required: boolean, reasons: string[]): number | null {
  const before = reasons.length;
  const value = readNumber(cell, what, Number, reasons);
  if (reasons.length > before) return null;
  if (value === null) {
    if (required) reasons.push(`no ${what}`);
    return null;
  }
  if (Number.isInteger(value) && value <= LARGEST_INT32) return value;
  reasons.push(`${what} "${cell}" is not a whole number`);
  return null;
}
