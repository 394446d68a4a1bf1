import { rmSync } from "node:fs";
import { hostname } from "node:os";
import { type HeldLock, type Json, type Measure, type RunRecord, scratchDirectory } from "@limen/artifact";
import type { StageEvent } from "@limen/stage";
import type { KnownOutputs } from "../identity/identify-run.ts";
import type { NodeInstance, Pipeline } from "../pipeline/pipeline.ts";
import type { ResolvedRun } from "../plan/plan.ts";
import type { Session } from "../plan/session.ts";
import type { Outcome, RunEvent } from "./events.ts";
import type { FetchRun } from "./execute.ts";
import { lockKey } from "./key-lock.ts";
import { makeJob, toStored } from "./make-job.ts";
import type { StartJob } from "./node-process.ts";
import { runProcesses } from "./run-processes.ts";
import type { Slots } from "./slots.ts";

const LOG_LINES = 200;

export interface InstanceTask {
  readonly pipeline: Pipeline;
  readonly instance: NodeInstance;
  readonly instances: ReadonlyMap<string, NodeInstance>;
  readonly run: ResolvedRun;
  readonly reason: string;
  readonly forced: boolean;
  readonly known: KnownOutputs;
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly fetchRun?: FetchRun | undefined;
  readonly onEvent: (event: RunEvent) => void;
}

/** What the processes of this machine are started with. */
export interface LocalMeans {
  readonly slots: Slots;
  readonly startJob?: StartJob | undefined;
}

/** Runs one instance under its key's lock, or takes the result of another run that was faster. */
export async function runInstance(task: InstanceTask, means: LocalMeans): Promise<Outcome> {
  const { instance, run, session, signal, onEvent } = task;
  const asked = new Date().toISOString();
  const lock = await lockKey(session.store, run.key, signal, (message) =>
    onEvent({ type: "wait", node: instance.id, message }),
  );
  if (lock === undefined) return { state: "cancelled", because: "stopped" };
  try {
    const found = session.lookup.find(run.key);
    // A forced run also takes what another run made since it was asked for.
    if (found.state === "hit" && (!task.forced || found.record.started > asked))
      return hitOutcome(found.record);
    if (!task.forced && (await task.fetchRun?.(run.key, instance.id))) {
      const fetched = session.lookup.find(run.key);
      if (fetched.state === "hit") return hitOutcome(fetched.record);
    }
    const damaged = found.state === "damaged" ? found.digests : [];
    for (const place of session.lookup.quarantine(run.key, damaged)) {
      onEvent({
        type: "log",
        node: instance.id,
        message: `a damaged file was moved to ${place}; computing it anew`,
      });
    }
    return await computeInstance(task, lock, means);
  } finally {
    lock.release();
  }
}

export function hitOutcome({ key, outputs, seconds, peakBytes }: RunRecord): Outcome {
  return { state: "hit", key, seconds, peakBytes, outputs };
}

async function computeInstance(task: InstanceTask, lock: HeldLock, means: LocalMeans): Promise<Outcome> {
  const { instance, instances, run, known, session, onEvent } = task;
  const { store } = session;
  let started: Date | undefined;
  const collected = { measures: [] as Measure[], log: [] as string[] };
  const onStart = (pids: readonly number[]): void => {
    lock.noteChildren(pids);
    if (started === undefined)
      onEvent({ type: "start", node: instance.id, key: run.key, reason: task.reason });
    started ??= new Date();
  };
  const scratch = scratchDirectory(store.layout);
  try {
    const job = makeJob({ instance, instances, identity: run.identity, key: run.key, known, store, scratch });
    const result = await runProcesses(job, {
      shards: instance.shards,
      mode: session.mode,
      signal: task.signal,
      ...means,
      onEvent: (event) => collect(event, collected, task),
      onStart,
    });
    if (!result.ok) {
      return task.signal.aborted
        ? { state: "cancelled", because: "stopped" }
        : { state: "failed", failure: result.failure };
    }
    const outputs = toStored(instance, result.outputs);
    const begin = started ?? new Date();
    const seconds = (Date.now() - begin.getTime()) / 1000;
    warnOfOtherBytes(task, outputs);
    store.records.save({
      key: run.key,
      pipeline: task.pipeline.name,
      node: instance.id,
      identity: JSON.parse(JSON.stringify(run.identity)) as Json,
      outputs,
      started: begin.toISOString(),
      host: hostname(),
      seconds,
      peakBytes: result.peakBytes,
      ...collected,
    });
    rmSync(job.workDirectory, { recursive: true, force: true });
    onEvent({
      type: "finish",
      node: instance.id,
      key: run.key,
      seconds,
      peakBytes: result.peakBytes,
      outputs,
    });
    return { state: "ran", key: run.key, seconds, peakBytes: result.peakBytes, outputs };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function collect(
  event: StageEvent,
  into: { measures: Measure[]; log: string[] },
  { instance, onEvent }: InstanceTask,
): void {
  if (event.type === "measure")
    into.measures.push({ name: event.name, value: event.value, unit: event.unit });
  if (event.type === "log") {
    into.log.push(event.message);
    if (into.log.length > LOG_LINES) into.log.shift();
  }
  onEvent({ ...event, node: instance.id });
}

/** A run done again under the same key must give the same bytes; if not, the stage broke the rules. */
function warnOfOtherBytes({ instance, run, onEvent }: InstanceTask, outputs: RunRecord["outputs"]): void {
  for (const [name, { digest }] of Object.entries(run.record?.outputs ?? {})) {
    if (outputs[name]?.digest === digest) continue;
    const message = `warning: output ${name} has other bytes than the earlier run with the same key; the stage is not deterministic`;
    onEvent({ type: "log", node: instance.id, message });
  }
}
