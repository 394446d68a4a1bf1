import { NO_WORD, type Row, WordList } from "@limen/tables";
import type { keptTrialsTable } from "@limen/tables/specs";
import type { TrialColumns } from "./trial-columns.ts";

/** Rows as the columns that the stage reads: tests make few trials, and change them by name. */
export function toyColumns(rows: readonly Row<typeof keptTrialsTable>[]): TrialColumns {
  const codesOf = (cells: readonly (string | null)[]) => {
    const words = new WordList();
    const codes = Int32Array.from(cells, (cell) => (cell === null ? NO_WORD : words.number(cell)));
    return { codes, names: words.names };
  };
  const participants = codesOf(rows.map((row) => row.participant_id));
  const stimuli = codesOf(rows.map((row) => row.stimulus_id));
  const responses = codesOf(rows.map((row) => row.response));
  const sources = new Map(rows.map((row) => [row.participant_id, row.source]));
  const width = rows.find((row) => row.ratings !== null)?.ratings?.length;
  const nothing = Array.from({ length: width ?? 0 }, () => Number.NaN);
  return {
    count: rows.length,
    participants: participants.names,
    stimuli: stimuli.names,
    responses: responses.names,
    sources: participants.names.map((name) => sources.get(name)!),
    participant: participants.codes,
    trial: Int32Array.from(rows, (row) => row.trial),
    stimulus: stimuli.codes,
    response: responses.codes,
    isChosen: Uint8Array.from(rows, (row) => Number(row.selection === "chosen")),
    ratings:
      width === undefined ? null : Float32Array.from(rows.flatMap((row) => [...(row.ratings ?? nothing)])),
  };
}
