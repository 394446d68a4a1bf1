import type { participantsTable, Row } from "@limen/tables";
import type { Judgements } from "./judgements.ts";
import { orderTrials } from "./order-trials.ts";
import type { Study, Understood } from "./read-trials.ts";

/** Trials in order, with who gave them. */
export function judgementsOf({ trials: parsed, rejects }: Understood, { classes }: Study): Judgements {
  const trials = orderTrials(parsed);
  return { classes, trials, participants: participantsOf(trials), rejects };
}

function participantsOf(
  trials: readonly { readonly participant_id: string }[],
): Row<typeof participantsTable>[] {
  const ids = new Set(trials.map((trial) => trial.participant_id));
  return Array.from(ids, (participant_id) => ({
    participant_id,
    source: "imported",
    world: null,
    careless: null,
    cluster: null,
    bias: new Float32Array(0),
    sensitivity: null,
    lapse: null,
  }));
}
