import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "@limen/errors";
import type { Layout } from "./layout.ts";
import { type HeldLock, type LockAttempt, readLease, tryLock } from "./lease.ts";
import { isProvablyDead, type ProcessIdentity } from "./process-identity.ts";
import { isUnwritableOrAbsent } from "./unwritable.ts";

const USE_PREFIX = "use-";
const COLLECT = "collect";

/**
 * Says that this process uses the store, so that garbage collection stays away. Each side writes its own lock before
 * it looks for the other's, so at least one of two that start together sees the other. A reader who may not write there goes
 * without: every byte is checked when it is read, so what others delete meanwhile is missed by name, and never passes for good.
 */
export async function useStore(layout: Layout): Promise<() => void> {
  const attempt = noteUse(layout);
  if (attempt === undefined) return () => {};
  if (!attempt.taken) throw new UserError({ message: "another process took this process's own lock name" });
  removeDeadUses(layout);
  while (isHeld(join(layout.locks, COLLECT))) await sleep(100);
  return () => attempt.lock.release();
}

function noteUse({ locks, access }: Layout): LockAttempt | undefined {
  try {
    return tryLock(join(locks, `${USE_PREFIX}${process.pid}-${randomBytes(4).toString("hex")}`));
  } catch (error) {
    if (access === "read" && isUnwritableOrAbsent(error)) return undefined;
    throw error;
  }
}

/** Takes the right to delete. Throws a UserError that names the running process when the store is in use. */
export function claimCollection(layout: Layout): HeldLock {
  const path = join(layout.locks, COLLECT);
  const attempt = tryLock(path);
  if (!attempt.taken) throw inUse(attempt.holder, path);
  const [user] = removeDeadUses(layout);
  if (user === undefined) return attempt.lock;
  attempt.lock.release();
  throw inUse(user.holder, user.path);
}

/** Removes what killed users left; gives those that may be running. */
function removeDeadUses(layout: Layout): { holder: ProcessIdentity; path: string }[] {
  return readdirSync(layout.locks).flatMap((name) => {
    if (!name.startsWith(USE_PREFIX) || name.endsWith(".part")) return [];
    const path = join(layout.locks, name);
    const lease = readLease(path);
    if (lease !== undefined && !isProvablyDead(lease.holder)) return [{ holder: lease.holder, path }];
    rmSync(path, { force: true });
    return [];
  });
}

function isHeld(path: string): boolean {
  const lease = readLease(path);
  return lease !== undefined && !isProvablyDead(lease.holder);
}

/** Whether a process of another machine still runs nothing here can tell; the user can, who may have copied the folder. */
function inUse({ pid, host }: ProcessIdentity, path: string): UserError {
  const again = "give this command again when it has finished";
  if (host === hostname())
    return new UserError({ message: `process ${pid} uses the artifact store`, hint: again });
  return new UserError({
    message: `process ${pid} of another machine, ${host}, uses the artifact store, says ${path}`,
    hint: `${again}; if this folder was copied while it ran, or that machine is gone, delete that file`,
  });
}
