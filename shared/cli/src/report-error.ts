import { formatProblem, systemProblem, UserError } from "@limen/errors";
import { EXIT } from "./exit.ts";
import { print, printError } from "./output.ts";

/** Prints an error the way its family asks for, and gives the exit status. */
export function reportError(error: unknown, { json }: { json: boolean }): number {
  const system = systemProblem(error);
  const problems = error instanceof UserError ? error.problems : system === undefined ? [] : [system];
  if (problems.length > 0) {
    if (json) print(JSON.stringify({ type: "error", kind: "user", problems }));
    for (const problem of problems) printError(formatProblem(problem));
    return EXIT.user;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) print(JSON.stringify({ type: "error", kind: "internal", message }));
  printError(
    `${message}\n\nThis is a fault in Limen. Please report it with the lines above and the command.`,
  );
  return EXIT.internal;
}
