import { CommanderError } from "commander";
import { EXIT } from "./exit.ts";
import { endWithReader } from "./output.ts";
import { buildProgram } from "./program.ts";
import { reportError } from "./report-error.ts";

/** Runs one command line and gives its exit status. */
export async function main(args: readonly string[]): Promise<number> {
  endWithReader();
  let status: number = EXIT.good;
  const program = buildProgram((result) => {
    status = result;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    // Commander has printed its message (or the help that was asked for) already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.user;
    return reportError(error, { json: args.includes("--json") });
  }
}
