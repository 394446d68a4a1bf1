import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ArtifactStore, type HeldLock, isProvablyDead, type Lease, tryLock } from "@limen/artifact";
import { signalGroup } from "./node-process.ts";

const POLL_MILLISECONDS = 150;

/**
 * Takes the lock of a key, waiting for another run that holds it. From a holder that died it is taken over, and the
 * processes that the dead run left working are ended first. Undefined when the signal came.
 */
export async function lockKey(
  store: ArtifactStore,
  key: string,
  signal: AbortSignal,
  tell: (message: string) => void,
): Promise<HeldLock | undefined> {
  let told = false;
  while (!signal.aborted) {
    const attempt = tryLock(join(store.layout.locks, key));
    if (attempt.taken) {
      if (attempt.stolenFrom !== undefined) takeOver(attempt.stolenFrom, tell);
      return attempt.lock;
    }
    if (!told)
      tell(`waits for process ${attempt.holder.pid} on ${attempt.holder.host}, which computes the same`);
    told = true;
    await sleep(POLL_MILLISECONDS);
  }
  return undefined;
}

function takeOver({ holder, children }: Lease, tell: (message: string) => void): void {
  tell(`takes over from process ${holder.pid}, which ended without finishing`);
  for (const child of children) {
    if (!isProvablyDead(child)) signalGroup(child.pid, "SIGKILL");
  }
}
