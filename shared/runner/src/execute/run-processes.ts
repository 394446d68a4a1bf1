import type { EngineMode } from "@limen/engine";
import { engineEnvironment } from "@limen/engine";
import type { StageEvent } from "@limen/stage";
import type { Job } from "./job.ts";
import { type ProcessResult, type StartJob, startNodeProcess } from "./node-process.ts";
import type { Slots } from "./slots.ts";

export interface ProcessesOptions {
  readonly shards: number;
  readonly mode: EngineMode;
  readonly slots: Slots;
  readonly signal: AbortSignal;
  readonly startJob?: StartJob | undefined;
  readonly onEvent: (event: StageEvent) => void;
  /** Called with all processes started so far, each time one starts. */
  readonly onStart: (pids: readonly number[]) => void;
}

/**
 * Runs a job's processes: shards first, each computing its share of the blocks, then one that finds all blocks and
 * writes the outputs. Each process takes a slot of its own. `peakBytes` is that of the largest.
 */
export async function runProcesses(job: Job, options: ProcessesOptions): Promise<ProcessResult> {
  const { shards, mode, slots, signal, startJob = startNodeProcess, onEvent, onStart } = options;
  const pids: number[] = [];
  let peakBytes = 0;
  const start = (one: Job): Promise<ProcessResult> =>
    slots.use(async () => {
      if (signal.aborted) return { ok: false, failure: { kind: "internal", message: "stopped" } };
      const { pid, result } = startJob(one, {
        environment: engineEnvironment(mode),
        signal,
        onEvent,
      });
      if (pid !== undefined) pids.push(pid);
      onStart(pids);
      const ended = await result;
      if (ended.ok) peakBytes = Math.max(peakBytes, ended.peakBytes);
      return ended;
    });
  if (shards > 1) {
    const shares = Array.from({ length: shards }, (_, index) => ({ index, of: shards }));
    const results = await Promise.all(shares.map((shard) => start({ ...job, shard })));
    const failure = results.find((result) => !result.ok);
    if (failure !== undefined) return failure;
  }
  const result = await start(job);
  return result.ok ? { ...result, peakBytes } : result;
}
