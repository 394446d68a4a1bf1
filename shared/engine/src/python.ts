import { UserError } from "@limen/errors";
import { type CommandResult, runCommand } from "./run-command.ts";

const PIP_REMEDY =
  "install it: `sudo apt-get install python3 python3-pip` (Debian, Ubuntu), `sudo dnf install python3-pip` (Fedora)";

/** A Python that has pip, and their versions. */
export interface Python {
  readonly program: string;
  readonly version: string;
}

/** The first of python3 and python that runs pip. Any Python 3 will do: it only fetches and unpacks. */
export async function findPython(): Promise<Python> {
  for (const program of ["python3", "python"]) {
    const { status, stdout } = await runCommand(program, ["-m", "pip", "--version"]);
    if (status === 0) return { program, version: stdout.trim() };
  }
  const bare = await runCommand("python3", ["--version"]);
  const message = bare.status === 0 ? `${bare.stdout.trim()} has no pip` : "there is no python3";
  throw new UserError({ message: `${message}; it fetches the TensorFlow library`, hint: PIP_REMEDY });
}

/** Runs pip quietly, without asking anything and without a second copy in pip's own cache. */
export function runPip(
  python: Python,
  pipArguments: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const quiet = ["--disable-pip-version-check", "--no-input", "--no-cache-dir", "--progress-bar", "off"];
  return runCommand(python.program, ["-m", "pip", ...pipArguments, ...quiet], { environment });
}
