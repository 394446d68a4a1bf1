import { UserError } from "@limen/errors";
import { askSlurm } from "./ask-slurm.ts";
import { isLive } from "./job-states.ts";

/** Whether SLURM says that a job has ended. Where SLURM cannot be asked, it may run. */
export async function hasEnded(job: string): Promise<boolean> {
  try {
    const args = ["--noheader", "--states=all", "--format=%T", `--jobs=${job}`];
    const { status, stdout, stderr } = await askSlurm("squeue", args);
    // It forgets jobs some minutes after their end.
    if (status !== 0) return /invalid job id/i.test(stderr);
    return !stdout.split("\n").some((state) => isLive(state.trim()));
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
