import { type RunRecord, useStore } from "@limen/artifact";
import { type Change, explainChange } from "../identity/explain-change.ts";
import { identifyRun, type KnownOutputs, keyOf } from "../identity/identify-run.ts";
import { readIdentity } from "../identity/read-identity.ts";
import type { NodeInstance, Pipeline } from "../pipeline/pipeline.ts";
import type { Session } from "../plan/session.ts";
import type { Outcome } from "./events.ts";
import type { ExecuteOptions, RunResult } from "./execute.ts";
import { runInstance } from "./run-instance.ts";
import { Slots } from "./slots.ts";

/**
 * Computes instances anew, each from the inputs that `known` names, whose bytes must be in the session's store. One that
 * fails stops no other, and no view changes.
 */
export async function recompute(
  pipeline: Pipeline,
  todo: readonly NodeInstance[],
  known: KnownOutputs,
  session: Session,
  { jobs, signal, onEvent }: Pick<ExecuteOptions, "signal" | "onEvent"> & { readonly jobs: number },
): Promise<RunResult> {
  const instances = new Map(pipeline.instances.map((instance) => [instance.id, instance]));
  const slots = new Slots(jobs);
  const release = await useStore(session.store.layout);
  try {
    const outcomes = await Promise.all(
      todo.map(async (instance) => [instance.id, await one(instance)] as const),
    );
    return new Map(outcomes);
  } finally {
    release();
  }

  function one(instance: NodeInstance): Promise<Outcome> {
    const identity = identifyRun(pipeline, instance, known, session);
    const run = { key: keyOf(identity), identity, record: undefined, damaged: [] };
    const reason = "challenged";
    const task = {
      pipeline,
      instance,
      instances,
      run,
      reason,
      forced: true,
      known,
      session,
      signal,
      onEvent,
    };
    return runInstance(task, { slots });
  }
}

/** What differs between a recorded run of an instance and one now, from the same inputs. */
export function explainRun(
  pipeline: Pipeline,
  instance: NodeInstance,
  record: RunRecord,
  known: KnownOutputs,
  session: Session,
): Change[] {
  const path = session.store.records.path(record.key);
  return explainChange(readIdentity(record, path), identifyRun(pipeline, instance, known, session));
}

/** What differs between two recorded runs. */
export function explainRecords(before: RunRecord, after: RunRecord, { store }: Session): Change[] {
  const [old, now] = [before, after].map((record) => readIdentity(record, store.records.path(record.key)));
  return old === undefined || now === undefined ? [] : explainChange(old, now);
}
