import { removeAbandonedScratch, type StoredOutput, useStore } from "@limen/artifact";
import { invariant, UserError } from "@limen/errors";
import { identifyRun } from "../identity/identify-run.ts";
import { type NodeInstance, type Pipeline, upstreamOf } from "../pipeline/pipeline.ts";
import { resolve } from "../plan/make-plan.ts";
import type { PlannedNode, PlannedRun } from "../plan/plan.ts";
import type { Selected } from "../plan/select.ts";
import type { Session } from "../plan/session.ts";
import type { Outcome, RunEvent } from "./events.ts";
import type { Executor } from "./executor.ts";
import { hitOutcome } from "./run-instance.ts";
import { Views } from "./views.ts";

export interface ExecuteOptions {
  readonly selected: Selected;
  /** Who runs the nodes: localExecutor, or a cluster's. */
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Brings a finished run from elsewhere into the store, whole and checked; false when there is none. */
  readonly fetchRun?: FetchRun | undefined;
}

/** `id` names the instance in what is told. */
export type FetchRun = (key: string, id: string) => Promise<boolean>;

/** Outcomes by instance, in pipeline order. */
export type RunResult = ReadonlyMap<string, Outcome>;

/**
 * Brings a pipeline up to date as planned. A node that fails cancels what follows it; the others finish.
 * Throws a UserError when `only` names a node whose inputs are not cached.
 */
export async function execute(
  pipeline: Pipeline,
  { plan, resolved }: PlannedRun,
  session: Session,
  { selected, executor, signal, onEvent, fetchRun }: ExecuteOptions,
): Promise<RunResult> {
  const planned = new Map(plan.nodes.map((node) => [node.id, node]));
  const todo = pipeline.instances.filter(({ id }) => selected.only?.has(id) ?? true);
  if (selected.only !== undefined) requireCachedInputs(todo, planned, selected.only);
  const instances = new Map(pipeline.instances.map((instance) => [instance.id, instance]));
  const known = new Map<string, Readonly<Record<string, StoredOutput>>>();
  const outcomes = new Map<string, Outcome>();
  const views = new Views(pipeline, session);
  const release = await useStore(session.store.layout);
  try {
    removeAbandonedScratch(session.store.layout);
    views.forgetOthers();
    onEvent({ type: "plan", plan });
    for (const { id } of pipeline.instances) acceptHit(id);
    const running = new Map<string, Promise<void>>();
    const lacking = todo.filter(({ id }) => !outcomes.has(id));
    if (lacking.length > 0) await executor.begin?.(lacking, { selected, signal, onEvent });
    for (const instance of lacking) {
      const upstream = upstreamOf(instance).flatMap((id) => running.get(id) ?? []);
      const work = Promise.all(upstream).then(() => bringUpToDate(instance));
      running.set(instance.id, work);
    }
    await Promise.all(running.values());
  } finally {
    await executor.end?.();
    views.save();
    release();
  }
  return new Map(todo.map(({ id }) => [id, outcomeOf(id)]));

  /** Takes a planned hit as it is. Those outside `todo` only feed others. */
  function acceptHit(id: string): void {
    const record = resolved.get(id)?.record;
    if (planned.get(id)?.state !== "hit" || record === undefined) return;
    known.set(id, record.outputs);
    outcomes.set(id, hitOutcome(record));
    views.add(instances.get(id), record.key, record.outputs);
    if (selected.only?.has(id) ?? true) onEvent({ type: "hit", node: id, key: record.key });
  }

  async function bringUpToDate(instance: NodeInstance): Promise<void> {
    const { id } = instance;
    const outcome = await outcomeNow(instance);
    outcomes.set(id, outcome);
    if (outcome.state === "failed") onEvent({ type: "fail", node: id, failure: outcome.failure });
    if (outcome.state === "cancelled") onEvent({ type: "cancel", node: id, because: outcome.because });
    if (outcome.state !== "hit" && outcome.state !== "ran") return;
    if (outcome.state === "hit") onEvent({ type: "hit", node: id, key: outcome.key });
    known.set(id, outcome.outputs);
    views.add(instance, outcome.key, outcome.outputs);
    views.save();
  }

  async function outcomeNow(instance: NodeInstance): Promise<Outcome> {
    if (signal.aborted) return { state: "cancelled", because: "stopped" };
    const lacking = upstreamOf(instance).filter((id) => !known.has(id));
    if (lacking.length > 0) return { state: "cancelled", because: `${lacking.join(", ")} did not finish` };
    const forced = selected.forced.has(instance.id);
    // What feeds it may have run only now, so its key is known only now.
    const run =
      resolved.get(instance.id) ?? resolve(identifyRun(pipeline, instance, known, session), session);
    if (run.record !== undefined && !forced) return hitOutcome(run.record);
    const reason = planned.get(instance.id)?.reason ?? "";
    return executor.run({
      pipeline,
      instance,
      instances,
      run,
      reason,
      forced,
      known,
      session,
      signal,
      onEvent,
      fetchRun,
    });
  }

  function outcomeOf(id: string): Outcome {
    const outcome = outcomes.get(id);
    invariant(outcome !== undefined, `${id} ended without an outcome`);
    return outcome;
  }
}

function requireCachedInputs(
  todo: readonly NodeInstance[],
  planned: ReadonlyMap<string, PlannedNode>,
  only: ReadonlySet<string>,
): void {
  const missing = [...new Set(todo.flatMap(upstreamOf))].filter(
    (id) => !only.has(id) && planned.get(id)?.state !== "hit",
  );
  if (missing.length === 0) return;
  throw new UserError(
    missing.map((id) => ({
      message: `--only ${[...only].join(", ")} reads ${id}, whose result is not cached: ${planned.get(id)?.reason}`,
      hint: "run the pipeline without --only once",
    })),
  );
}
