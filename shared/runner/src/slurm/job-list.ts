import { InternalError } from "@limen/errors";
import { askSlurm } from "./ask-slurm.ts";

/** One task of an array job, as squeue shows it. */
export interface SeenTask {
  /** Number of the array job: `12` of `12_3`. */
  readonly job: string;
  readonly index: number;
  readonly state: string;
  /** Why it waits. */
  readonly reason: string;
  readonly host: string;
  readonly comment: string;
}

/** How SLURM names a task. */
export function taskName({ job, index }: Pick<SeenTask, "job" | "index">): string {
  return `${job}_${index}`;
}

/**
 * All tasks of array jobs whose comment begins so, those that ended a few minutes ago included: one call, however many
 * jobs there are. Undefined, with what SLURM said, when it does not answer (a controller that restarts).
 */
export async function listTasks(commentStart: string): Promise<readonly SeenTask[] | { silent: string }> {
  const args = ["--noheader", "--array", "--states=all", "--format=%F|%K|%T|%r|%N|%k"];
  const { status, stdout, stderr } = await askSlurm("squeue", args);
  if (status !== 0) return { silent: stderr.trim() };
  return stdout
    .split("\n")
    .flatMap(parseTask)
    .filter(({ comment }) => comment.startsWith(commentStart));
}

function parseTask(line: string): SeenTask[] {
  const [job = "", index = "", state = "", reason = "", host = "", ...comment] = line.trim().split("|");
  // A job that is no array is none of ours.
  if (!/^\d+$/.test(index)) return [];
  return [{ job, index: Number(index), state, reason, host, comment: comment.join("|") }];
}

/** What SLURM says of a task's end. */
export interface TaskEnd {
  readonly state: string;
  /** `status:signal`. */
  readonly exitCode: string | undefined;
  readonly host: string | undefined;
}

/** From the controller, or, when that has forgotten the job, from the accounting, where there is one. */
export async function askForEnd(task: Pick<SeenTask, "job" | "index">): Promise<TaskEnd | undefined> {
  const name = taskName(task);
  const shown = await askSlurm("scontrol", ["--oneliner", "show", "job", name]);
  const fields = new Map(
    (shown.stdout.split("\n")[0] ?? "").split(" ").map((field) => {
      const [key = "", ...value] = field.split("=");
      return [key, value.join("=")];
    }),
  );
  const state = fields.get("JobState");
  if (shown.status === 0 && state !== undefined) {
    return { state, exitCode: fields.get("ExitCode"), host: fields.get("BatchHost") };
  }
  const format = ["--noheader", "--parsable2", "--allocations", "--format=State,ExitCode,NodeList"];
  const counted = await askSlurm("sacct", [...format, `--jobs=${name}`]);
  const [words = "", exitCode, host] = (counted.stdout.split("\n")[0] ?? "").split("|");
  if (counted.status !== 0 || words === "") return undefined;
  // `CANCELLED by 1000`
  return { state: words.split(" ")[0] ?? words, exitCode, host };
}

/** The number that `sbatch --parsable` prints, with `;cluster` behind it where there are several. */
export function parseJobNumber(stdout: string): string {
  const job = /^(\d+)(?:;|$)/.exec(stdout.trim())?.[1];
  if (job === undefined)
    throw new InternalError(`sbatch printed ${JSON.stringify(stdout)}, not a job's number`);
  return job;
}
