import type {
  comparisonsTable,
  participantsTable,
  Row,
  rejectsTable,
  TableSpec,
  trialsTable,
} from "@limen/tables";

/** Rows as a table is written from: they need not all be in memory. */
type Rows<T extends TableSpec> = Iterable<Row<T>> | AsyncIterable<Row<T>>;

/** What every mode gives: trials of people, and what could not be used. */
export interface Judgements {
  readonly classes: readonly string[];
  /** What was asked: choice, comparison or rating; it stands in the metadata of the tables. */
  readonly task: "choice" | "comparison" | "rating";
  readonly trials: Rows<typeof trialsTable>;
  /** Where faces were compared; there are no trials then. */
  readonly comparisons: Rows<typeof comparisonsTable>;
  readonly participants: Rows<typeof participantsTable>;
  /** What the table of participants says beside its rows. */
  readonly participantsMetadata?: Readonly<Record<string, string>>;
  readonly rejects: readonly Row<typeof rejectsTable>[];
}
