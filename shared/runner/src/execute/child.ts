import { systemProblem, UserError } from "@limen/errors";
import type { StageEvent } from "@limen/stage";
import type { Job, JobMessage } from "./job.ts";
import { runJob } from "./run-job.ts";

const PROGRESS_MILLISECONDS = 100;

/** A node's process: runs one stage once, then ends. */
process.once("message", (job) => void answer(job as Job));
// The runner died: nobody would keep the result. Saved blocks and checkpoints stay.
process.once("disconnect", () => process.exit(1));

async function answer(job: Job): Promise<void> {
  try {
    const outputs = await runJob(job, throttled(sendEvent));
    await send({ type: "done", outputs, peakBytes: process.resourceUsage().maxRSS * 1024 });
    process.exit(0);
  } catch (error) {
    await send(failureMessage(error));
    process.exit(1);
  }
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
  const problem = systemProblem(error);
  if (problem !== undefined) return { type: "user-error", problems: [problem] };
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
