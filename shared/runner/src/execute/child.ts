import { existsSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { openStore } from "@limen/artifact";
import { InternalError, UserError } from "@limen/errors";
import { type AnyStage, createContext, type InputArtifact, loadRun, type StageEvent } from "@limen/stage";
import type { Job, JobMessage, SealedOutput } from "./job.ts";

const PROGRESS_MILLISECONDS = 100;

/** A node's process: runs one stage once, then ends. */
process.once("message", (job) => void runJob(job as Job));
// The runner died: nobody would keep the result. Saved blocks and checkpoints stay.
process.once("disconnect", () => process.exit(1));

async function runJob(job: Job): Promise<void> {
  try {
    const outputs = await runStage(job);
    await send({ type: "done", outputs, peakBytes: process.resourceUsage().maxRSS * 1024 });
    process.exit(0);
  } catch (error) {
    await send(failureMessage(error));
    process.exit(1);
  }
}

async function runStage(job: Job): Promise<Record<string, SealedOutput>> {
  const { default: stage } = (await import(pathToFileURL(job.module).href)) as { default: AnyStage };
  const store = openStore(job.store);
  const inputs: Record<string, InputArtifact[]> = {};
  for (const [name, list] of Object.entries(job.inputs)) {
    inputs[name] = list.map(({ node, instance, digest, label }) => ({
      node,
      instance,
      digest,
      path: store.objects.open(digest, label),
    }));
  }
  const run = await loadRun(stage);
  const { params, seedPath, outputs, externals, workDirectory, shard } = job;
  const share = shard === undefined ? ({ kind: "all" } as const) : ({ kind: "shard", ...shard } as const);
  const onEvent = throttled(sendEvent);
  const given = { params, seedPath, inputs, outputs, externals, workDirectory, share, onEvent };
  await run(createContext(job.pipeline === null ? given : { ...given, pipeline: job.pipeline }));
  return shard === undefined ? seal(job) : {};
}

/** Every declared output must be there and hold something; then it goes into the store. */
function seal({ outputs, store }: Job): Record<string, SealedOutput> {
  const { objects } = openStore(store);
  const missing = Object.entries(outputs).filter(
    ([, path]) => !existsSync(path) || statSync(path).size === 0,
  );
  if (missing.length > 0) {
    throw new InternalError(`the stage ended without writing ${missing.map(([name]) => name).join(", ")}`);
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, path]) => [name, objects.put(path)]));
}

/** Passes on all but progress that comes faster than anyone reads; the last of it always arrives. */
function throttled(emit: (event: StageEvent) => void): (event: StageEvent) => void {
  let last = 0;
  return (event) => {
    if (event.type === "progress" && event.done < event.total) {
      const now = performance.now();
      if (now - last < PROGRESS_MILLISECONDS) return;
      last = now;
    }
    emit(event);
  };
}

function sendEvent(event: StageEvent): void {
  void send({ type: "event", event });
}

function failureMessage(error: unknown): JobMessage {
  if (error instanceof UserError) return { type: "user-error", problems: error.problems };
  return {
    type: "internal-error",
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

function send(message: JobMessage): Promise<void> {
  // A closed channel means that the runner is gone; "disconnect" ends this process.
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, () => resolve());
    else resolve();
  });
}
