import type { Plan, PlannedNode } from "@limen/runner";
import { because } from "./because.ts";
import { colour, table } from "./format.ts";

const SHOWN_CHANGES = 12;

/** The plan as a table; with `why`, each node's differing parts below it. */
export function planText(plan: Plan, { why }: { why: boolean }): string {
  if (!why) return table(["node", "stage", "plan", "because"], plan.nodes.map(planRow));
  return plan.nodes.map((node) => [headline(node), ...changeLines(node)].join("\n")).join("\n");
}

function planRow(node: PlannedNode): string[] {
  return [node.id, node.stage, planWord(node), because(node)];
}

function planWord({ state }: PlannedNode): string {
  if (state === "lacks") return "lacks data";
  return state === "hit" ? "cached" : state;
}

function headline(node: PlannedNode): string {
  const word = planWord(node);
  const reason = because(node);
  return `${colour("bold", node.id)} ${word}${reason === "" ? "" : `: ${reason}`}`;
}

function changeLines({ changes }: PlannedNode): string[] {
  const shown = changes.slice(0, SHOWN_CHANGES).map(({ part, before, after }) => {
    return `  ${part}: ${shorten(before)} → ${shorten(after)}`;
  });
  return changes.length > SHOWN_CHANGES ? [...shown, `  and ${changes.length - SHOWN_CHANGES} more`] : shown;
}

/** Digests by their first 12 letters, as elsewhere. */
function shorten(value: string | null): string {
  if (value === null) return "not there";
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
}
