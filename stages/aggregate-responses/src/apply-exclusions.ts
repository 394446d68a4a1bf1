import { type exclusionsTable, groupBy, type Row, type trialsTable } from "@limen/tables";
import { judgeParticipant } from "./judge-participant.ts";
import type { Params } from "./params.ts";

type Trial = Row<typeof trialsTable>;

export interface Exclusions {
  readonly rows: Row<typeof exclusionsTable>[];
  /** Names of the participants that some rule excludes. */
  readonly excluded: ReadonlySet<string>;
}

/** Judges each participant by each rule; a participant is excluded when any rule strikes. */
export function applyExclusions(
  trials: readonly Trial[],
  params: Params,
  classes: number,
  source: string,
): Exclusions {
  const rows = [...groupBy(trials, (trial) => trial.participant_id)].flatMap(([participant_id, own]) =>
    judgeParticipant(
      own.toSorted((a, b) => a.trial - b.trial),
      params,
      classes,
    ).map((verdict) => ({ participant_id, ...verdict, source })),
  );
  return { rows, excluded: new Set(rows.filter((row) => row.excluded).map((row) => row.participant_id)) };
}
