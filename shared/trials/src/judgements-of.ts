import type { participantsTable, Row } from "@limen/tables";
import type { Judgements } from "./judgements.ts";
import { orderTrials } from "./order-trials.ts";
import { participantRow } from "./participant-row.ts";
import type { Study, Understood } from "./read-trials.ts";

/** Trials in order, with who gave them. */
export function judgementsOf({ trials: parsed, rejects }: Understood, { classes }: Study): Judgements {
  const trials = orderTrials(parsed);
  const task = trials.some(({ ratings }) => ratings !== null) ? "rating" : "choice";
  return { classes, task, trials, comparisons: [], participants: participantsOf(trials), rejects };
}

function participantsOf(
  trials: readonly { readonly participant_id: string }[],
): Row<typeof participantsTable>[] {
  const ids = new Set(trials.map((trial) => trial.participant_id));
  return Array.from(ids, (id) => participantRow(id, "imported"));
}
