import type { participantsTable, Row, rejectsTable, trialsTable } from "@limen/tables";

/** What every mode gives: trials of people, and what could not be used. */
export interface Judgements {
  readonly classes: readonly string[];
  readonly trials: readonly Row<typeof trialsTable>[];
  readonly participants: readonly Row<typeof participantsTable>[];
  readonly rejects: readonly Row<typeof rejectsTable>[];
}
