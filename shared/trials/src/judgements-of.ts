import type { participantsTable, Row, trialsTable } from "@limen/tables";
import type { Judgements } from "./judgements.ts";
import { orderTrials } from "./order-trials.ts";
import { participantRow } from "./participant-row.ts";
import type { Study, Understood } from "./read-trials.ts";

/** Trials in order, with who gave them. */
export function judgementsOf({ trials: parsed, rejects }: Understood, { classes }: Study) {
  const trials = orderTrials(parsed);
  const task = trials.some(({ ratings }) => ratings !== null) ? "rating" : "choice";
  const participants = participantsOf(trials);
  return { classes, task, trials, comparisons: [], participants, rejects } satisfies Judgements;
}

/** Somebody of whom any trial is simulated is. */
function participantsOf(trials: readonly Row<typeof trialsTable>[]): Row<typeof participantsTable>[] {
  const sources = new Map<string, "simulated" | "imported">();
  for (const { participant_id, source } of trials) {
    const known = sources.get(participant_id) ?? "imported";
    sources.set(participant_id, source === "simulated" ? "simulated" : known);
  }
  return Array.from(sources, ([id, source]) => participantRow(id, source));
}
