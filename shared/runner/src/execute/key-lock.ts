import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ArtifactStore,
  type HeldLock,
  isProvablyDead,
  type Lease,
  type ProcessIdentity,
  tryLock,
} from "@limen/artifact";
import { hasEnded } from "../slurm/has-ended.ts";
import { signalGroup } from "./node-process.ts";

const POLL_MILLISECONDS = 150;
/** SLURM is asked whether a holder on another machine still runs once in so many polls. */
const POLLS_PER_QUESTION = 100;

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
  const path = join(store.layout.locks, key);
  for (let poll = 0; !signal.aborted; poll++) {
    const attempt = tryLock(path);
    const lock = attempt.taken
      ? attempt
      : poll % POLLS_PER_QUESTION === 0
        ? await takeFromEndedJob(store, key, attempt.holder)
        : undefined;
    if (lock !== undefined) {
      if (lock.stolenFrom !== undefined) takeOver(lock.stolenFrom, tell);
      return lock.lock;
    }
    if (poll === 0 && !attempt.taken) tell(waitText(attempt.holder, path));
    await sleep(POLL_MILLISECONDS);
  }
  return undefined;
}

/** A folder that was copied while a run was at work in it has that run's locks too. */
function waitText({ pid, host }: ProcessIdentity, path: string): string {
  const text = `waits for process ${pid} on ${host}, which computes the same`;
  return host === hostname() ? text : `${text}; if nothing runs there any more, delete ${path}`;
}

/** Of a holder on another machine only SLURM can say that it ended: a job of it that was killed keeps its lock. */
async function takeFromEndedJob(
  store: ArtifactStore,
  key: string,
  { pid, host, job }: ProcessIdentity,
): Promise<{ lock: HeldLock; stolenFrom: Lease | undefined } | undefined> {
  if (host === hostname() || job === undefined) return undefined;
  // A job that SLURM started anew elsewhere keeps its number.
  const isOwnPast = job === process.env.SLURM_JOB_ID && Number(process.env.SLURM_RESTART_COUNT) > 0;
  if (!isOwnPast && !(await hasEnded(job))) return undefined;
  const attempt = tryLock(
    join(store.layout.locks, key),
    (holder) => isProvablyDead(holder) || (holder.pid === pid && holder.host === host && holder.job === job),
  );
  return attempt.taken ? attempt : undefined;
}

function takeOver({ holder, children }: Lease, tell: (message: string) => void): void {
  tell(`takes over from process ${holder.pid}, which ended without finishing`);
  for (const child of children) {
    if (child.host === hostname() && !isProvablyDead(child)) signalGroup(child.pid, "SIGKILL");
  }
}
