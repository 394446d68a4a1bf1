import { type StoredOutput, useStore } from "@limen/artifact";
import { UserError } from "@limen/errors";
import { identifyRun, keyOf } from "../identity/identify-run.ts";
import { recipesOf } from "../identity/recipe.ts";
import { type NodeInstance, type Pipeline, withAncestors } from "../pipeline/pipeline.ts";
import { resolve } from "../plan/make-plan.ts";
import type { Session } from "../plan/session.ts";
import type { Outcome, RunEvent } from "./events.ts";
import { lockKey } from "./key-lock.ts";
import { hitOutcome, type InstanceTask, runInstance } from "./run-instance.ts";
import { runShard, type Shard } from "./run-shard.ts";
import { Slots } from "./slots.ts";
import { Views } from "./views.ts";

export interface RunNodeOptions {
  /** One share of the node's blocks, and no outputs. */
  readonly shard?: Shard | undefined;
  /** What the one who asked takes the instance to compute; see recipesOf. */
  readonly recipe?: string | undefined;
  /** Compute it anew although it is there. */
  readonly refresh: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/**
 * Brings one instance up to date in this process's machine, from inputs that are in the store: what a job of SLURM or a
 * rule of Snakemake does. The same keys, locks and records as `limen run`; of the nodes above only the records are read.
 * Throws a UserError when an input is not there, or when this is not what was asked for any more.
 */
export async function runNode(
  pipeline: Pipeline,
  instance: NodeInstance,
  session: Session,
  { shard, recipe, refresh, signal, onEvent }: RunNodeOptions,
): Promise<Outcome> {
  const line = withAncestors(pipeline, [instance.id]);
  if (recipe !== undefined) requireRecipe(pipeline, instance, line, recipe, session);
  const release = await useStore(session.store.layout);
  try {
    const known = knownOutputs(pipeline, instance, line, session);
    const run = resolve(identifyRun(pipeline, instance, known, session), session);
    session.externals.save();
    const task: InstanceTask = {
      pipeline,
      // Its shards are jobs of their own; blocks that they left are done here.
      instance: { ...instance, shards: 1 },
      instances: new Map(pipeline.instances.map((one) => [one.id, one])),
      run,
      reason:
        run.fault ?? (shard === undefined ? "a job of its own" : `shard ${shard.index + 1} of ${shard.of}`),
      forced: refresh,
      known,
      session,
      signal,
      onEvent,
    };
    if (run.record !== undefined && !refresh) return await noted(task, hitOutcome(run.record));
    const means = { slots: new Slots(1) };
    if (shard !== undefined) return await runShard(task, shard, means);
    return await noted(task, await runInstance(task, means));
  } finally {
    release();
  }
}

/** What the instances above made, by their records alone: the bytes that are read are checked when they are opened. */
function knownOutputs(
  pipeline: Pipeline,
  instance: NodeInstance,
  line: readonly NodeInstance[],
  session: Session,
): ReadonlyMap<string, Readonly<Record<string, StoredOutput>>> {
  const known = new Map<string, Readonly<Record<string, StoredOutput>>>();
  for (const above of line) {
    if (above.id === instance.id) continue;
    const found = session.store.records.find(keyOf(identifyRun(pipeline, above, known, session)));
    if (found.state !== "found") {
      throw new UserError({
        message: `${instance.id} needs ${above.id}, whose result is not in ${session.store.layout.root}`,
        hint: `run ${above.id} first: npx limen run does it; with Snakemake, delete the marker files of nodes whose results are gone`,
      });
    }
    known.set(above.id, found.record.outputs);
  }
  return known;
}

function requireRecipe(
  pipeline: Pipeline,
  instance: NodeInstance,
  line: readonly NodeInstance[],
  recipe: string,
  session: Session,
): void {
  const now = recipesOf(pipeline, line, session).get(instance.id);
  if (now === recipe) return;
  throw new UserError({
    message: `${instance.id} is not what was asked for any more: its pipeline, its code, its data or its machine's engine differ from those of the command that asked`,
    hint: "give that command again",
  });
}

/** Keeps the readable names and what `gc` goes by at this result; many jobs of a pipeline do so at once. */
async function noted(
  { pipeline, instance, session, signal, onEvent }: InstanceTask,
  outcome: Outcome,
): Promise<Outcome> {
  if (outcome.state !== "hit" && outcome.state !== "ran") return outcome;
  const tell = (message: string) => onEvent({ type: "wait", node: instance.id, message });
  const lock = await lockKey(session.store, `view-${pipeline.name}`, signal, tell);
  if (lock === undefined) return outcome;
  try {
    const views = new Views(pipeline, session);
    views.add(instance, outcome.key, outcome.outputs);
    views.save();
  } finally {
    lock.release();
  }
  return outcome;
}
