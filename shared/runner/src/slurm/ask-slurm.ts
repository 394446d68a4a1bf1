import { execFile } from "node:child_process";
import { UserError } from "@limen/errors";

export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const LONGEST_SECONDS = 120;

/** Runs one of SLURM's commands. Throws a UserError when there is no such command here. */
export function askSlurm(command: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 1 << 28, timeout: LONGEST_SECONDS * 1000 };
    execFile(command, args, options, (error, stdout, stderr) => {
      const code: unknown = error?.code;
      if (code === "ENOENT") reject(noSlurm(command));
      else resolve({ status: typeof code === "number" ? code : error === null ? 0 : 1, stdout, stderr });
    });
  });
}

function noSlurm(command: string): UserError {
  return new UserError({
    message: `there is no command ${command} here`,
    hint: "--executor slurm needs SLURM's commands on the PATH: run it on a login node of the cluster",
  });
}
