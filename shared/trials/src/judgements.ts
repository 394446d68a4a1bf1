import type { comparisonsTable, participantsTable, Row, rejectsTable, trialsTable } from "@limen/tables";

/** What every mode gives: trials of people, and what could not be used. */
export interface Judgements {
  readonly classes: readonly string[];
  /** What was asked: choice, comparison or rating; it stands in the metadata of the tables. */
  readonly task: "choice" | "comparison" | "rating";
  readonly trials: readonly Row<typeof trialsTable>[];
  /** Where faces were compared; there are no trials then. */
  readonly comparisons: readonly Row<typeof comparisonsTable>[];
  readonly participants: readonly Row<typeof participantsTable>[];
  /** What the table of participants says beside its rows. */
  readonly participantsMetadata?: Readonly<Record<string, string>>;
  readonly rejects: readonly Row<typeof rejectsTable>[];
}
