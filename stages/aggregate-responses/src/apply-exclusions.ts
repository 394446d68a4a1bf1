import { participantJudge } from "@limen/exclusions";
import type { exclusionsTable, Row } from "@limen/tables";
import { byParticipant, type NumberedTrials } from "./by-participant.ts";
import type { Params } from "./params.ts";
import type { TrialColumns } from "./trial-columns.ts";

export interface Exclusions {
  readonly rows: Row<typeof exclusionsTable>[];
  /** Names of the participants that some rule excludes. */
  readonly excluded: ReadonlySet<string>;
}

/** Judges each participant by each rule; a participant is excluded when any rule strikes. */
export function applyExclusions(trials: TrialColumns, params: Params, source: string): Exclusions {
  return judgeAll(trials, participantJudge(trials, params), source);
}

export function judgeAll(
  trials: NumberedTrials,
  judge: ReturnType<typeof participantJudge>,
  source: string,
): Exclusions {
  const rows: Row<typeof exclusionsTable>[] = [];
  for (const places of byParticipant(trials)) {
    const participant_id = trials.participants[trials.participant[places[0]!]!]!;
    for (const verdict of judge(places)) rows.push({ participant_id, ...verdict, source });
  }
  return { rows, excluded: new Set(rows.filter((row) => row.excluded).map((row) => row.participant_id)) };
}
