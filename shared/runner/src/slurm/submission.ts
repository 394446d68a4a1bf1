import { readdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  canonicalJson,
  digestText,
  isProvablyDead,
  type Layout,
  readLease,
  tryLock,
  writeDurably,
} from "@limen/artifact";
import { z } from "zod";

const taskSchema = z.strictObject({
  /** The instance. */
  id: z.string(),
  /** What it will compute; see recipesOf. */
  recipe: z.string(),
  shard: z.strictObject({ index: z.int(), of: z.int() }).nullable(),
  /** Computed although it is there. */
  refresh: z.boolean(),
});

/** One task of an array job. */
export type JobTask = z.output<typeof taskSchema>;

const submissionSchema = z.strictObject({ tasks: z.array(taskSchema) });

/** What SLURM shows in a job's comment: by it a runner that was killed and started again knows its own jobs. */
export function commentOf({ root }: Layout, submission = ""): string {
  return `limen/${digestText(realpathSync(root)).slice(0, 16)}/${submission}`;
}

/** Names an array job by what its tasks compute. */
export function submissionName(tasks: readonly JobTask[]): string {
  return digestText(canonicalJson(tasks)).slice(0, 16);
}

/** Equal for tasks that do the same. */
export function taskKey({ id, recipe, shard, refresh }: JobTask): string {
  return canonicalJson([id, recipe, shard, refresh]);
}

export interface SubmissionFiles {
  readonly folder: string;
  readonly tasks: string;
  readonly script: string;
  log(index: number): string;
  events(index: number): string;
  failure(index: number): string;
}

/** Where the files of an array job lie, in the store, which all hosts of the cluster see. */
export function submissionFiles({ jobs }: Layout, name: string): SubmissionFiles {
  const folder = join(jobs, name);
  return {
    folder,
    tasks: join(folder, "tasks.json"),
    script: join(folder, "job.sh"),
    log: (index) => join(folder, `${index}.log`),
    events: (index) => join(folder, `${index}.events`),
    failure: (index) => join(folder, `${index}.failure.json`),
  };
}

/** Writes what an array job reads, in place of what an earlier one of that name left. */
export function writeSubmission(layout: Layout, tasks: readonly JobTask[], script: string): void {
  const files = submissionFiles(layout, submissionName(tasks));
  rmSync(files.folder, { recursive: true, force: true });
  writeDurably(files.script, script);
  writeDurably(files.tasks, `${JSON.stringify({ tasks }, null, 2)}\n`);
}

/** The tasks of an earlier array job; undefined when its folder is gone or was cut short. */
export function readSubmission(layout: Layout, name: string): readonly JobTask[] | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(submissionFiles(layout, name).tasks, "utf8"));
    const result = submissionSchema.safeParse(value);
    return result.success ? result.data.tasks : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Says that this process looks after an array job; one that another living process looks after stays its. */
export function claimSubmission(layout: Layout, name: string): void {
  tryLock(runnerFile(submissionFiles(layout, name).folder));
}

/** Deletes folders of array jobs that SLURM does not run any more and nobody looks after: logs of earlier runs. */
export function forgetEnded({ jobs }: Layout, live: ReadonlySet<string>): void {
  const user = process.getuid?.();
  for (const name of readdirSync(jobs)) {
    const path = join(jobs, name);
    if (live.has(name) || statSync(path).uid !== user) continue;
    const runner = readLease(runnerFile(path))?.holder;
    if (runner === undefined || isProvablyDead(runner)) rmSync(path, { recursive: true, force: true });
  }
}

function runnerFile(folder: string): string {
  return join(folder, "runner");
}
