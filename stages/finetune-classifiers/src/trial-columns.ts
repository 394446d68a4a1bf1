import { invariant } from "@limen/errors";
import { type ColumnGroup, NO_WORD } from "@limen/tables";
import type { keptTrialsTable } from "@limen/tables/specs";

/** Columns of the kept trials that alignment reads. */
export const CHOICE_COLUMNS = [
  "participant_id",
  "trial",
  "stimulus_id",
  "response",
  "selection",
  "source",
] as const;
/** Those of trials that are ratings. */
export const RATING_COLUMNS = [...CHOICE_COLUMNS, "ratings"] as const;

export type TrialGroup =
  | ColumnGroup<typeof keptTrialsTable, (typeof CHOICE_COLUMNS)[number]>
  | ColumnGroup<typeof keptTrialsTable, (typeof RATING_COLUMNS)[number]>;

/** Trials as they stand in the table, names as numbers in the order in which they first come up: 16 bytes a choice. */
export interface TrialColumns {
  readonly count: number;
  readonly participants: readonly string[];
  readonly stimuli: readonly string[];
  /** Words that were answered. */
  readonly responses: readonly string[];
  /** Of each participant. */
  readonly sources: readonly string[];
  readonly participant: Int32Array;
  readonly trial: Int32Array;
  readonly stimulus: Int32Array;
  /** NO_WORD: none. */
  readonly response: Int32Array;
  /** 1: the closed loop chose the stimulus for the participant. */
  readonly isChosen: Uint8Array;
  /** In [0, 1], one a class, NaN where a trial is no rating; null: none is. */
  readonly ratings: Float32Array | null;
}

/** Takes trials in, group of rows by group of rows, so that no trial is ever an object; `count` is how many there will be. */
export async function gatherTrials(
  groups: AsyncIterable<TrialGroup> | Iterable<TrialGroup>,
  count: number,
): Promise<TrialColumns> {
  const participant = new Int32Array(count);
  const trial = new Int32Array(count);
  const stimulus = new Int32Array(count);
  const response = new Int32Array(count);
  const isChosen = new Uint8Array(count);
  const sources: string[] = [];
  let ratings: Float32Array | null = null;
  let last: TrialGroup["columns"] | undefined;
  let start = 0;
  for await (const { rows, columns } of groups) {
    invariant(start + rows <= count, `more trials than the ${count} announced`);
    participant.set(columns.participant_id.codes, start);
    trial.set(columns.trial.values, start);
    stimulus.set(columns.stimulus_id.codes, start);
    response.set(columns.response.codes, start);
    const { codes: selected, words: selections } = columns.selection;
    isChosen.set(
      selected.map((code) => Number(code !== NO_WORD && selections.names[code] === "chosen")),
      start,
    );
    const { codes, words } = columns.source;
    columns.participant_id.codes.forEach((person, row) => {
      sources[person] = words.names[codes[row]!]!;
    });
    if ("ratings" in columns && (columns.ratings.present?.includes(1) ?? true)) {
      const { values, width = 1 } = columns.ratings;
      ratings ??= new Float32Array(count * width).fill(Number.NaN);
      ratings.set(values, start * width);
    }
    start += rows;
    last = columns;
  }
  invariant(start === count, `${start} trials were gathered, ${count} announced`);
  return {
    count,
    participants: last?.participant_id.words.names ?? [],
    stimuli: last?.stimulus_id.words.names ?? [],
    responses: last?.response.words.names ?? [],
    sources,
    participant,
    trial,
    stimulus,
    response,
    isChosen,
    ratings,
  };
}
