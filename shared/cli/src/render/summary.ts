import { formatProblem } from "@limen/errors";
import type { Failure, Outcome, RunResult } from "@limen/runner";
import { colour, duration, size, table } from "./format.ts";

/** The table at the end of a run. */
export function summaryText(result: RunResult): string {
  const rows = [...result].map(([id, outcome]) => [id, outcome.state, ...figures(outcome)]);
  return table(["node", "result", "time", "peak memory"], rows, [2, 3]);
}

function figures(outcome: Outcome): string[] {
  return outcome.state === "ran" ? [duration(outcome.seconds), size(outcome.peakBytes)] : ["", ""];
}

/** Why each node failed, the user's mistakes without a stack. */
export function failuresText(result: RunResult): string {
  return [...result]
    .flatMap(([id, outcome]) => {
      if (outcome.state === "failed")
        return [`${colour("red", `${id} failed`)}\n${failureText(outcome.failure)}`];
      return outcome.state === "cancelled" ? [`${id} did not run: ${outcome.because}`] : [];
    })
    .join("\n");
}

export function failureText(failure: Failure): string {
  if (failure.kind === "user") return failure.problems.map(formatProblem).join("\n");
  return `${failure.message}\nThis is a fault in Limen. Please report it with the lines above.`;
}
