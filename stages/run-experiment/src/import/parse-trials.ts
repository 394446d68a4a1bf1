import type { ColumnIndex } from "./choose-columns.ts";
import type { FindStimulus } from "./find-stimulus.ts";
import type { ReadChoice } from "./read-choice.ts";
import type { ForeignFile, ForeignRow } from "./read-rows.ts";

/** A usable row; trials are put in order and numbered afterwards. */
export interface ParsedTrial {
  readonly participant: string;
  readonly stimulus: string;
  readonly response: string | null;
  readonly rtMs: number | null;
  /** Given order within the participant; null when the file has none: the file's order counts. */
  readonly trial: number | null;
  readonly block: number;
  readonly catchClass: string | null;
}

export interface Reject {
  readonly file: string;
  readonly row: number;
  readonly reason: string;
}

export interface RowReaders {
  readonly columns: ColumnIndex;
  readonly readChoice: ReadChoice;
  readonly findStimulus: FindStimulus;
  /** What a response time is multiplied by to be in milliseconds. */
  readonly rtScale: number;
}

/** Rows to trials; a row with anything wrong is rejected with every reason. */
export function parseTrials(
  file: ForeignFile,
  readers: RowReaders,
): { readonly trials: ParsedTrial[]; readonly rejects: Reject[] } {
  const trials: ParsedTrial[] = [];
  const rejects: Reject[] = [];
  const firstRows = new Map<string, number>();
  for (const row of file.rows) {
    const reasons: string[] = [];
    const trial = parseRow(row, readers, reasons);
    if (reasons.length === 0 && trial.trial !== null) {
      const name = JSON.stringify([trial.participant, trial.trial]);
      const first = firstRows.get(name);
      if (first === undefined) firstRows.set(name, row.row);
      else
        reasons.push(`trial ${trial.trial} of participant "${trial.participant}" is in row ${first} already`);
    }
    if (reasons.length === 0) trials.push(trial);
    else rejects.push({ file: file.file, row: row.row, reason: reasons.join("; ") });
  }
  return { trials, rejects };
}

function parseRow(row: ForeignRow, readers: RowReaders, reasons: string[]): ParsedTrial {
  const { columns } = readers;
  const cell = (role: keyof ColumnIndex) =>
    columns[role] === undefined ? "" : (row.cells[columns[role]] ?? "");
  const trial = {
    participant: cell("participant"),
    stimulus: cell("stimulus"),
    response: null as string | null,
    rtMs: null as number | null,
    trial: null as number | null,
    block: 0,
    catchClass: null as string | null,
  };
  if (row.cells.every((text) => text === "")) {
    reasons.push("the row is empty");
    return trial;
  }
  if (trial.participant === "") reasons.push("no participant");
  trial.response = readClass(cell("response"), "response", readers.readChoice, reasons);
  trial.catchClass = readClass(cell("catch"), "catch class", readers.readChoice, reasons);
  trial.stimulus = readStimulus(trial.stimulus, trial.catchClass !== null, readers.findStimulus, reasons);
  trial.rtMs = readNumber(cell("rt"), "response time", reasons);
  if (trial.rtMs !== null) trial.rtMs *= readers.rtScale;
  trial.trial = readWhole(cell("trial"), "trial", columns.trial !== undefined, reasons);
  trial.block = readWhole(cell("block"), "block", false, reasons) ?? 0;
  return trial;
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

function readNumber(cell: string, what: string, reasons: string[]): number | null {
  if (["", "na", "nan", "null", "none"].includes(cell.toLowerCase())) return null;
  const value = Number(cell);
  if (Number.isFinite(value) && value >= 0) return value;
  reasons.push(`${what} "${cell}" is not a number of 0 or more`);
  return null;
}

const LARGEST_INT32 = 2 ** 31 - 1;

function readWhole(cell: string, what: string, required: boolean, reasons: string[]): number | null {
  const before = reasons.length;
  const value = readNumber(cell, what, reasons);
  if (reasons.length > before) return null;
  if (value === null) {
    if (required) reasons.push(`no ${what}`);
    return null;
  }
  if (Number.isInteger(value) && value <= LARGEST_INT32) return value;
  reasons.push(`${what} "${cell}" is not a whole number`);
  return null;
}
