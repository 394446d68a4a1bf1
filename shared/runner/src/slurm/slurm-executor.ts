import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunRecord } from "@limen/artifact";
import { UserError } from "@limen/errors";
import type { Outcome } from "../execute/events.ts";
import type { Executor, ExecutorContext } from "../execute/executor.ts";
import { lockKey } from "../execute/key-lock.ts";
import type { InstanceTask } from "../execute/run-instance.ts";
import { recipesOf } from "../identity/recipe.ts";
import type { NodeInstance, Pipeline } from "../pipeline/pipeline.ts";
import type { Session } from "../plan/session.ts";
import { askSlurm } from "./ask-slurm.ts";
import { describeEnd } from "./describe-end.ts";
import { listTasks, parseJobNumber, type SeenTask, type TaskEnd, taskName } from "./job-list.ts";
import { type JobCommand, type JobScript, jobFlags, jobScript } from "./job-script.ts";
import { isLive } from "./job-states.ts";
import { type InstanceTasks, type PlannedJob, planJobs, tasksOf } from "./plan-jobs.ts";
import {
  claimSubmission,
  commentOf,
  forgetEnded,
  type JobTask,
  readSubmission,
  submissionFiles,
  submissionName,
  taskKey,
  writeSubmission,
} from "./submission.ts";
import { EventTail } from "./tail-events.ts";
import { TaskWatch } from "./task-watch.ts";

export interface SlurmOptions {
  readonly command: JobCommand;
  /** Flags of sbatch for all jobs. */
  readonly options: readonly string[];
  /** Tasks of one array at once. */
  readonly atOnce: number | undefined;
  readonly pollSeconds: number;
}

/** A task that SLURM has. */
interface Submitted {
  readonly job: string;
  readonly index: number;
  /** Of its array job, see submissionName. */
  readonly submission: string;
  readonly task: JobTask;
}

/** How long a file system may take to show one host what another has written. */
const SHARED_FILES_SECONDS = 30;
/** How long Ctrl-C waits for a controller that does not answer. */
const PATIENCE_SECONDS = 60;
const TASKS_PER_SCANCEL = 500;

/**
 * Runs nodes as array jobs of SLURM. All are submitted at once, each array waiting (`afterok`) for those that feed it, so
 * SLURM sees the whole graph and goes on without this process. A job that an earlier run of the same command left is
 * waited for, not submitted again.
 */
export function slurmExecutor(pipeline: Pipeline, session: Session, options: SlurmOptions): Executor {
  const { store } = session;
  const comments = commentOf(store.layout);
  const submitted = new Map<string, Submitted>();
  const tasks = new Map<string, InstanceTasks>();
  const failed = new Set<string>();
  let context: ExecutorContext;
  const watch = new TaskWatch({
    comments,
    pollSeconds: options.pollSeconds,
    onSilence: (message) => tell(pipeline.instances[0]?.id ?? "", message),
  });
  return { begin, run, end };

  function tell(node: string, message: string): void {
    context.onEvent({ type: "wait", node, message });
  }

  async function begin(todo: readonly NodeInstance[], given: ExecutorContext): Promise<void> {
    context = given;
    const { signal, selected } = context;
    const recipes = recipesOf(pipeline, pipeline.instances, session);
    for (const instance of todo) tasks.set(instance.id, tasksOf(instance, recipes, selected.forced));
    // Two runs that start at once must not both find nothing to adopt.
    const lock = await lockKey(store, "slurm-submission", signal, (message) =>
      tell(todo[0]?.id ?? "", message),
    );
    if (lock === undefined) return;
    try {
      await adopt();
      for (const job of planJobs(todo, tasks)) {
        const lacking = job.tasks.filter((task) => !submitted.has(taskKey(task)));
        if (lacking.length > 0 && !signal.aborted) await submit({ ...job, tasks: lacking });
      }
    } finally {
      lock.release();
    }
    const cancelOnStop = () => void cancel();
    if (signal.aborted) cancelOnStop();
    else signal.addEventListener("abort", cancelOnStop, { once: true });
  }

  /** Takes over what runs of an earlier run of this command, and deletes what ended jobs left. */
  async function adopt(): Promise<void> {
    const seen = await listTasks(comments);
    if ("silent" in seen) throw new UserError({ message: `SLURM does not answer: ${seen.silent}` });
    const live = seen.filter(({ state }) => isLive(state));
    const wanted = new Set([...tasks.values()].flatMap(({ shards, main }) => [...shards, main]).map(taskKey));
    for (const { job, index, comment } of live) {
      const submission = comment.slice(comments.length);
      const task = readSubmission(store.layout, submission)?.[index];
      if (task === undefined || !wanted.has(taskKey(task))) continue;
      submitted.set(taskKey(task), { job, index, submission, task });
      claimSubmission(store.layout, submission);
      tell(task.id, `goes on with job ${taskName({ job, index })} of an earlier run`);
    }
    forgetEnded(store.layout, new Set(live.map(({ comment }) => comment.slice(comments.length))));
  }

  async function submit({ node, tasks: own, after, resources }: PlannedJob): Promise<void> {
    const submission = submissionName(own);
    const files = submissionFiles(store.layout, submission);
    const job: JobScript = {
      name: `limen:${pipeline.name}:${node}`,
      comment: commentOf(store.layout, submission),
      tasks: own,
      files,
      resources,
      options: options.options,
      atOnce: options.atOnce,
      after: afterNames(after),
      command: options.command,
    };
    writeSubmission(store.layout, own, jobScript(job));
    claimSubmission(store.layout, submission);
    const answer = await askSlurm("sbatch", ["--parsable", ...jobFlags(job), files.script]);
    if (answer.status !== 0) {
      rmSync(files.folder, { recursive: true, force: true });
      throw new UserError({
        message: `SLURM refused the job of ${node}: ${answer.stderr.trim()}`,
        hint: `look at the resources of node ${node}, and at sinfo for what the cluster has`,
      });
    }
    const number = parseJobNumber(answer.stdout);
    for (const [index, task] of own.entries()) {
      submitted.set(taskKey(task), { job: number, index, submission, task });
      if (task.shard === null) tell(task.id, `is queued as job ${taskName({ job: number, index })}`);
    }
  }

  /** Names for `afterok`: an array all of which is waited for goes by its own number. */
  function afterNames(after: readonly JobTask[]): string[] {
    const refs = after.flatMap((task) => submitted.get(taskKey(task)) ?? []);
    const names = refs.map(({ job, index, submission }) => {
      const waitedFor = refs.filter((other) => other.job === job).length;
      const all = readSubmission(store.layout, submission)?.length;
      return waitedFor === all ? job : taskName({ job, index });
    });
    return [...new Set(names)];
  }

  async function run(task: InstanceTask): Promise<Outcome> {
    const { instance, signal } = task;
    const own = tasks.get(instance.id);
    const jobs = own === undefined ? [] : [...own.shards, own.main].map((one) => submitted.get(taskKey(one)));
    if (jobs.length === 0 || jobs.includes(undefined)) return { state: "cancelled", because: "stopped" };
    const ends = await Promise.all(jobs.flatMap((job) => (job === undefined ? [] : [follow(job, task)])));
    if (signal.aborted) return { state: "cancelled", because: "stopped" };
    const bad = ends.find(({ end }) => end?.state !== "COMPLETED");
    const record = await recordOf(task, bad === undefined ? SHARED_FILES_SECONDS : 0);
    if (record !== undefined) {
      const { key, seconds, peakBytes, outputs } = record;
      return { state: ends.some(({ ran }) => ran) ? "ran" : "hit", key, seconds, peakBytes, outputs };
    }
    const { job, end } = bad ?? ends[ends.length - 1]!;
    failed.add(job.submission);
    const files = submissionFiles(store.layout, job.submission);
    const { shard, id } = job.task;
    const failure = describeEnd({
      label: shard === null ? id : `${id}, shard ${shard.index + 1} of ${shard.of}`,
      node: instance.node,
      job: taskName(job),
      end,
      log: files.log(job.index),
      failure: files.failure(job.index),
    });
    return { state: "failed", failure };
  }

  /** Waits for a task's end, passing on what it says. */
  async function follow(
    job: Submitted,
    { instance, onEvent }: InstanceTask,
  ): Promise<{ job: Submitted; end: TaskEnd | undefined; ran: boolean }> {
    const tail = new EventTail(submissionFiles(store.layout, job.submission).events(job.index));
    let ran = false;
    let reason = "";
    const passOn = () => {
      for (const event of tail.next()) {
        if (event.type === "start" || event.type === "finish") ran = true;
        onEvent(event);
      }
    };
    const onSeen = (seen: SeenTask) => {
      passOn();
      if (seen.state !== "PENDING" || seen.reason === reason) return;
      reason = seen.reason;
      if (reason !== "None" && reason !== "Dependency")
        tell(instance.id, `job ${taskName(job)} waits: ${reason}`);
    };
    const end = await watch.wait(job, onSeen);
    passOn();
    return { job, end, ran };
  }

  /** What a job wrote on another host may take a while to be seen here. */
  async function recordOf({ run: { key } }: InstanceTask, patience: number): Promise<RunRecord | undefined> {
    const last = performance.now() + patience * 1000;
    for (;;) {
      const found = session.lookup.find(key);
      if (found.state === "hit") return found.record;
      if (performance.now() >= last) return undefined;
      await sleep(500);
    }
  }

  async function cancel(): Promise<void> {
    watch.loseHopeAfter(PATIENCE_SECONDS);
    const names = [...submitted.values()].filter((job) => !watch.hasEnded(job)).map(taskName);
    for (let first = 0; first < names.length; first += TASKS_PER_SCANCEL) {
      const { status, stderr } = await askSlurm("scancel", names.slice(first, first + TASKS_PER_SCANCEL));
      if (status !== 0) tell("", `scancel: ${stderr.trim()}`);
    }
  }

  /** Nothing is to run on for a command that has ended: not what waits for a node that failed, not after Ctrl-C. */
  async function end(): Promise<void> {
    const left = [...submitted.values()].filter((job) => !watch.hasEnded(job));
    if (left.length > 0) {
      await cancel();
      await Promise.all(left.map((job) => watch.wait(job)));
    }
    const alive = left.filter((job) => !watch.hasEnded(job));
    if (alive.length > 0) {
      throw new UserError({
        message: `SLURM does not answer; it may still have jobs of this run: ${alive.map(taskName).join(" ")}`,
        hint: "scancel them when it is back, or give the same command again: it goes on with them",
      });
    }
    for (const { submission } of submitted.values()) {
      const { folder } = submissionFiles(store.layout, submission);
      if (!failed.has(submission)) rmSync(folder, { recursive: true, force: true });
    }
  }
}
