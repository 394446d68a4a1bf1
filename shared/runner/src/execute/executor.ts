import type { NodeInstance } from "../pipeline/pipeline.ts";
import type { Selected } from "../plan/select.ts";
import type { Outcome, RunEvent } from "./events.ts";
import type { StartJob } from "./node-process.ts";
import { type InstanceTask, runInstance } from "./run-instance.ts";
import { Slots } from "./slots.ts";

/** Who runs a pipeline's nodes: processes of this machine, or a cluster. */
export interface Executor {
  /** Told once, before the first `run`, which instances are going to run, in an order in which they can. */
  begin?(todo: readonly NodeInstance[], context: ExecutorContext): Promise<void>;
  /** Brings one instance up to date; called when all that feeds it is there. Never rejects for a node's failure. */
  run(task: InstanceTask): Promise<Outcome>;
  /** Called once, when nothing is left to wait for, or when something broke: leaves nothing running. */
  end?(): Promise<void>;
}

export interface ExecutorContext {
  readonly selected: Selected;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/** A process a node, `jobs` at once. A test may put something else in a process's place. */
export function localExecutor(jobs: number, startJob?: StartJob): Executor {
  const slots = new Slots(jobs);
  return { run: (task) => runInstance(task, { slots, startJob }) };
}
