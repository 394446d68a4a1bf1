import { type NodeInstance, upstreamOf } from "../pipeline/pipeline.ts";
import type { Resources } from "../pipeline/resources.ts";
import type { JobTask } from "./submission.ts";

/** Tasks that SLURM gets as one array: of one node, and all waiting for the same tasks. */
export interface PlannedJob {
  readonly node: string;
  readonly tasks: readonly JobTask[];
  readonly after: readonly JobTask[];
  readonly resources: Resources;
}

/** SLURM takes arrays up to 1001 unless it is told otherwise. */
const LONGEST_ARRAY = 1000;

/** The task that writes an instance's outputs, and before it those that compute its shards. */
export interface InstanceTasks {
  readonly shards: readonly JobTask[];
  readonly main: JobTask;
}

export function tasksOf(
  { id, shards }: NodeInstance,
  recipes: ReadonlyMap<string, string>,
  forced: ReadonlySet<string>,
): InstanceTasks {
  const common = { id, recipe: recipes.get(id) ?? "", refresh: forced.has(id) };
  return {
    main: { ...common, shard: null },
    shards:
      shards === 1
        ? []
        : Array.from({ length: shards }, (_, index) => ({ ...common, shard: { index, of: shards } })),
  };
}

/**
 * All array jobs of a run, each after those that it waits for. Instances of one node share an array only where they wait
 * for the same tasks: else one that fails would keep its siblings' successors from running.
 */
export function planJobs(
  todo: readonly NodeInstance[],
  tasks: ReadonlyMap<string, InstanceTasks>,
): PlannedJob[] {
  const jobs = new Map<string, { node: string; resources: Resources; after: JobTask[]; tasks: JobTask[] }>();
  const add = (instance: NodeInstance, after: JobTask[], own: readonly JobTask[], kind: string) => {
    const name = JSON.stringify([instance.node, kind, after.map(({ id, shard }) => [id, shard])]);
    const { node, resources } = instance;
    const job = jobs.get(name) ?? { node, resources, after, tasks: [] };
    job.tasks.push(...own);
    jobs.set(name, job);
  };
  for (const instance of todo) {
    const own = tasks.get(instance.id);
    if (own === undefined) continue;
    const above = upstreamOf(instance).flatMap((id) => tasks.get(id)?.main ?? []);
    if (own.shards.length > 0) add(instance, above, own.shards, "shards");
    add(instance, own.shards.length > 0 ? [...own.shards] : above, [own.main], "main");
  }
  return [...jobs.values()].flatMap(({ tasks: all, ...job }) => {
    const pieces = Array.from({ length: Math.ceil(all.length / LONGEST_ARRAY) }, (_, piece) =>
      all.slice(piece * LONGEST_ARRAY, (piece + 1) * LONGEST_ARRAY),
    );
    return pieces.map((piece) => ({ ...job, tasks: piece }));
  });
}
