import type { exclusionsTable, Row } from "@limen/tables";
import { byParticipant } from "./by-participant.ts";
import { judgeParticipant, type ParticipantTrial } from "./judge-participant.ts";
import type { Params } from "./params.ts";
import { NONE, type TrialColumns } from "./trial-columns.ts";

export interface Exclusions {
  readonly rows: Row<typeof exclusionsTable>[];
  /** Names of the participants that some rule excludes. */
  readonly excluded: ReadonlySet<string>;
}

/** Judges each participant by each rule; a participant is excluded when any rule strikes. */
export function applyExclusions(trials: TrialColumns, params: Params, source: string): Exclusions {
  const classes = trials.classes.length;
  const rows: Row<typeof exclusionsTable>[] = [];
  for (const places of byParticipant(trials)) {
    const participant_id = trials.participants[trials.participant[places[0]!]!]!;
    const own = Array.from(places, (place) => trialAt(trials, place));
    for (const verdict of judgeParticipant(own, params, classes))
      rows.push({ participant_id, ...verdict, source });
  }
  return { rows, excluded: new Set(rows.filter((row) => row.excluded).map((row) => row.participant_id)) };
}

function trialAt(
  { stimulus, response, rt, catchClass, isRepeat }: TrialColumns,
  place: number,
): ParticipantTrial {
  return {
    stimulus: stimulus[place]!,
    response: response[place] === NONE ? null : response[place]!,
    rtMs: Number.isNaN(rt[place]!) ? null : rt[place]!,
    catchClass: catchClass[place] === NONE ? null : catchClass[place]!,
    isRepeat: isRepeat[place] === 1,
  };
}
