import { resolve } from "node:path";
import { UserError } from "@limen/errors";
import { type Executor, type Pipeline, type Session, sbatchOption, slurmExecutor } from "@limen/runner";
import type { RunOptions } from "./commands/run.ts";

const POLL_SECONDS = 5;

/** SLURM as `limen run` was told to use it: its jobs call this same command, with the same flags. */
export function onSlurm(pipeline: Pipeline, session: Session, options: RunOptions): Executor {
  const { set, sbatch = [], jobs, poll = POLL_SECONDS } = options;
  const problems = sbatch.flatMap((flag) => {
    const result = sbatchOption.safeParse(flag);
    return result.success
      ? []
      : [{ message: result.error.issues[0]!.message, place: { field: `--sbatch ${flag}` } }];
  });
  if (problems.length > 0) throw new UserError(problems);
  const fast = session.mode === "fast" ? ["--fast"] : [];
  const own = Object.entries(process.env).filter(([name]) => name.startsWith("LIMEN_"));
  return slurmExecutor(pipeline, session, {
    command: {
      program: [process.execPath, resolve(process.argv[1]!)],
      arguments: [resolve(pipeline.file), ...set.flatMap((one) => ["--set", one]), ...fast],
      directory: process.cwd(),
      // A cluster's sbatch may be set not to pass the environment on.
      environment: {
        ...Object.fromEntries(own.map(([name, value]) => [name, value ?? ""])),
        LIMEN_ARTIFACTS: session.workspace.artifacts,
      },
    },
    options: sbatch,
    atOnce: jobs,
    pollSeconds: poll,
  });
}
