import type { PlannedNode } from "@limen/runner";

/** A node's reason, to stand beside its state: `waits` is not said twice. */
export function because({ state, reason }: PlannedNode): string {
  return state === "waits" ? reason.replace(/^waits /, "") : reason;
}
