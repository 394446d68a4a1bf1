import type { ToyWorkspace } from "@limen/testing";
import type { RunEvent } from "../execute/events.ts";
import { execute, type FetchRun, type RunResult } from "../execute/execute.ts";
import { localExecutor } from "../execute/executor.ts";
import type { StartJob } from "../execute/node-process.ts";
import { runJob } from "../execute/run-job.ts";
import { forgetCode } from "../identity/code-identity.ts";
import { loadPipeline } from "../pipeline/load-pipeline.ts";
import { makePlan } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { type Selection, select } from "../plan/select.ts";
import { openSession } from "../plan/session.ts";
import { findWorkspace, type Workspace } from "../workspace.ts";

export interface ToyRun {
  readonly plan: Plan;
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
}

export interface ToyRunOptions extends Selection {
  readonly set?: readonly string[];
  readonly missingData?: "allow";
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  readonly fetchRun?: FetchRun;
  /** Run nodes in this process: hundreds of toy pipelines a minute, with all but the process itself as it is. */
  readonly inProcess?: boolean;
}

export function workspaceOf(toys: ToyWorkspace): Workspace {
  return { ...findWorkspace(), stages: toys.stages, artifacts: toys.artifacts };
}

/** Plans and runs a pipeline file of a toy workspace, as the command does. */
export async function toyRun(toys: ToyWorkspace, file: string, options: ToyRunOptions = {}): Promise<ToyRun> {
  const { pipeline, session, planned, selected } = await toyPlan(toys, file, options);
  const events: RunEvent[] = [];
  const { jobs = 2, signal = new AbortController().signal } = options;
  const onEvent = (event: RunEvent) => {
    events.push(event);
    options.onEvent?.(event);
  };
  const executor = localExecutor(jobs, options.inProcess ? startHere : undefined);
  const { fetchRun } = options;
  const result = await execute(pipeline, planned, session, { selected, executor, signal, onEvent, fetchRun });
  return { plan: planned.plan, result, events };
}

const startHere: StartJob = (job, { onEvent }) => ({
  pid: undefined,
  result: runJob(job, onEvent).then(
    (outputs) => ({ ok: true, outputs, peakBytes: 0 }),
    (error: unknown) => ({ ok: false, failure: { kind: "internal", message: String(error), cause: error } }),
  ),
});

export async function toyPlan(toys: ToyWorkspace, file: string, options: ToyRunOptions = {}) {
  forgetCode();
  const { set = [], missingData = "refuse" } = options;
  const pipeline = await loadPipeline(file, { stagesFolder: toys.stages, settings: set, missingData });
  const session = openSession(workspaceOf(toys));
  const selected = select(pipeline, options);
  return { pipeline, session, selected, planned: makePlan(pipeline, session, selected) };
}

/** `{ a: "ran", b: "hit" }`. */
export function states({ result }: ToyRun): Record<string, string> {
  return Object.fromEntries([...result].map(([id, { state }]) => [id, state]));
}
