import { rmSync } from "node:fs";
import { scratchDirectory } from "@limen/artifact";
import type { Outcome } from "./events.ts";
import { lockKey } from "./key-lock.ts";
import { makeJob } from "./make-job.ts";
import { hitOutcome, type InstanceTask, type LocalMeans } from "./run-instance.ts";
import { runProcesses } from "./run-processes.ts";

/** One of the `of` shares of a node's blocks, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/**
 * Computes one share of an instance's blocks into its work folder. Who then runs the instance finds them. It has a lock
 * of its own, so that no share is computed twice at once; the key's lock is for who writes the outputs.
 */
export async function runShard(task: InstanceTask, shard: Shard, means: LocalMeans): Promise<Outcome> {
  const { instance, instances, run, known, session, signal, onEvent } = task;
  const { store } = session;
  const name = `${run.key}.shard-${shard.index}-of-${shard.of}`;
  const lock = await lockKey(store, name, signal, (message) =>
    onEvent({ type: "wait", node: instance.id, message }),
  );
  if (lock === undefined) return { state: "cancelled", because: "stopped" };
  const scratch = scratchDirectory(store.layout);
  try {
    const found = session.lookup.find(run.key);
    if (found.state === "hit" && !task.forced) return hitOutcome(found.record);
    const job = makeJob({ instance, instances, identity: run.identity, key: run.key, known, store, scratch });
    const started = performance.now();
    const result = await runProcesses(
      { ...job, shard },
      {
        shards: 1,
        mode: session.mode,
        signal,
        ...means,
        onEvent: (event) => onEvent({ ...event, node: instance.id }),
        onStart(pids) {
          lock.noteChildren(pids);
          onEvent({ type: "start", node: instance.id, key: run.key, reason: task.reason });
        },
      },
    );
    if (!result.ok) {
      return signal.aborted
        ? { state: "cancelled", because: "stopped" }
        : { state: "failed", failure: result.failure };
    }
    const seconds = (performance.now() - started) / 1000;
    return { state: "ran", key: run.key, seconds, peakBytes: result.peakBytes, outputs: {} };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    lock.release();
  }
}
