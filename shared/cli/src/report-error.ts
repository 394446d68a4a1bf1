import { formatProblem, UserError } from "@limen/errors";
import { EXIT } from "./exit.ts";
import { print, printError } from "./output.ts";

/** Prints an error the way its family asks for, and gives the exit status. */
export function reportError(error: unknown, { json }: { json: boolean }): number {
  if (error instanceof UserError) {
    if (json) print(JSON.stringify({ type: "error", kind: "user", problems: error.problems }));
    for (const problem of error.problems) printError(formatProblem(problem));
    return EXIT.user;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) print(JSON.stringify({ type: "error", kind: "internal", message }));
  printError(
    `${message}\n\nThis is a fault in Limen. Please report it with the lines above and the command.`,
  );
  return EXIT.internal;
}
