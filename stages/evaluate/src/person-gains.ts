import type { Row } from "@limen/tables/spec";
import type { alignmentScoresTable } from "@limen/tables/specs";

export type ScoreRow = Row<typeof alignmentScoresTable>;
export type Measure = "nats" | "accuracy";

export interface PersonGain {
  readonly participant: string;
  /** Positive: `model` predicts better than `reference`, whatever the measure. */
  readonly gain: number;
  /** The reference's own value. */
  readonly reference: number;
  /** (trials) that the model was fitted on */
  readonly trainTrials: number;
}

/** What `model` gains on `reference` for each person of one cell on new stimuli; people without both are left out. */
export function personGains(
  scores: readonly ScoreRow[],
  model: string,
  reference: string,
  people: "old" | "new",
  measure: Measure,
): PersonGain[] {
  const cell = scores.filter((row) => row.stimuli === "new" && row.people === people);
  const other = new Map(
    cell.filter((row) => row.model === reference).map((row) => [row.participant_id, row]),
  );
  return cell.flatMap((row): PersonGain[] => {
    const against = row.model === model ? other.get(row.participant_id) : undefined;
    if (against === undefined) return [];
    const gain = measure === "nats" ? against.nats - row.nats : row.accuracy - against.accuracy;
    return [
      { participant: row.participant_id, gain, reference: against[measure], trainTrials: row.train_trials },
    ];
  });
}

export const UNITS: Record<Measure, string> = { nats: "nats a trial", accuracy: "share of answers" };
