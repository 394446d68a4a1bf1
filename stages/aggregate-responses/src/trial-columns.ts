import { invariant } from "@limen/errors";
import { NONE } from "@limen/exclusions";
import {
  type ColumnGroup,
  NO_WORD,
  type NumberColumn,
  type trialsTable,
  type WordColumn,
} from "@limen/tables";

/** Columns of the trials that are summed up. */
export const TRIAL_COLUMNS = [
  "participant_id",
  "trial",
  "stimulus_id",
  "response",
  "rt_ms",
  "catch_class",
  "is_repeat",
  "selection",
  "source",
] as const;

/** Those of trials that are ratings. */
export const RATING_COLUMNS = [...TRIAL_COLUMNS, "ratings"] as const;

export type TrialGroup =
  | ColumnGroup<typeof trialsTable, (typeof TRIAL_COLUMNS)[number]>
  | ColumnGroup<typeof trialsTable, (typeof RATING_COLUMNS)[number]>;

export { NONE };

/** In `catchClass`: a class that the stimuli do not have, which no answer can be. */
const UNKNOWN = -2;

/**
 * All trials, column by column, names as numbers: some 23 bytes a trial. Numbers follow the order in which names first
 * come up.
 */
export interface TrialColumns {
  readonly count: number;
  readonly classes: readonly string[];
  readonly participants: readonly string[];
  readonly stimuli: readonly string[];
  readonly sources: readonly string[];
  /** Answers that are no class, which make the trials unusable. */
  readonly unknownAnswers: readonly string[];
  readonly participant: Int32Array;
  readonly stimulus: Int32Array;
  readonly trial: Int32Array;
  /** Index of the class, or NONE. */
  readonly response: Int8Array;
  readonly catchClass: Int8Array;
  /** (milliseconds) NaN: none. */
  readonly rt: Float64Array;
  readonly isRepeat: Uint8Array;
  /** 1: the closed loop chose the stimulus for this participant. */
  readonly isChosen: Uint8Array;
  /** In [0, 1], classes a trial, NaN where a trial is no rating; null: none is. */
  readonly ratings: Float32Array | null;
}

/** Takes trials in, group of rows by group of rows; `count` is how many there will be. */
export async function gatherTrials(
  groups: AsyncIterable<TrialGroup> | Iterable<TrialGroup>,
  count: number,
  classes: readonly string[],
): Promise<TrialColumns> {
  const columns = {
    participant: new Int32Array(count),
    stimulus: new Int32Array(count),
    trial: new Int32Array(count),
    response: new Int8Array(count),
    catchClass: new Int8Array(count),
    rt: new Float64Array(count),
    isRepeat: new Uint8Array(count),
    isChosen: new Uint8Array(count),
  };
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  let start = 0;
  let ratings: Float32Array | null = null;
  let last: TrialGroup["columns"] | undefined;
  for await (const { rows, columns: from } of groups) {
    invariant(start + rows <= count, `more trials than the ${count} announced`);
    columns.participant.set(from.participant_id.codes, start);
    columns.stimulus.set(from.stimulus_id.codes, start);
    columns.trial.set(from.trial.values, start);
    columns.response.set(classIndices(from.response, indexOf), start);
    columns.catchClass.set(classIndices(from.catch_class, indexOf), start);
    columns.rt.set(withNaN(from.rt_ms), start);
    columns.isRepeat.set(from.is_repeat.values, start);
    columns.isChosen.set(chosen(from.selection), start);
    if ("ratings" in from && (from.ratings.present?.includes(1) ?? true)) {
      ratings ??= new Float32Array(count * classes.length).fill(Number.NaN);
      ratings.set(from.ratings.values, start * classes.length);
    }
    start += rows;
    last = from;
  }
  invariant(start === count, `${start} trials were gathered, ${count} announced`);
  const namesOf = (column: WordColumn | undefined) => column?.words.names ?? [];
  return {
    count,
    classes,
    participants: namesOf(last?.participant_id),
    stimuli: namesOf(last?.stimulus_id),
    sources: namesOf(last?.source),
    unknownAnswers: namesOf(last?.response).filter((name) => !indexOf.has(name)),
    ...columns,
    ratings,
  };
}

/** Place of each cell's word among the classes, NONE or UNKNOWN. */
function classIndices({ codes, words }: WordColumn, indexOf: ReadonlyMap<string, number>): Int8Array {
  const indices = Int8Array.from(words.names, (name) => indexOf.get(name) ?? UNKNOWN);
  const cells = new Int8Array(codes.length);
  for (let i = 0; i < cells.length; i++) cells[i] = codes[i] === NO_WORD ? NONE : indices[codes[i]!]!;
  return cells;
}

function chosen({ codes, words }: WordColumn): Uint8Array {
  const code = words.names.indexOf("chosen");
  return Uint8Array.from(codes, (cell) => (cell === code && cell !== NO_WORD ? 1 : 0));
}

function withNaN({ values, present }: NumberColumn<Float64Array>): Float64Array {
  return present === null ? values : values.map((value, i) => (present[i] === 1 ? value : Number.NaN));
}
