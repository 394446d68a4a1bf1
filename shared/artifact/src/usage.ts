import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "@limen/errors";
import type { Layout } from "./layout.ts";
import { type HeldLock, readLease, tryLock } from "./lease.ts";
import { isProvablyDead, type ProcessIdentity } from "./process-identity.ts";

const USE_PREFIX = "use-";
const COLLECT = "collect";

/**
 * Says that this process uses the store, so that garbage collection stays away. Each side writes its own lock before
 * it looks for the other's, so at least one of two that start together sees the other.
 */
export async function useStore(layout: Layout): Promise<() => void> {
  const attempt = tryLock(
    join(layout.locks, `${USE_PREFIX}${process.pid}-${randomBytes(4).toString("hex")}`),
  );
  if (!attempt.taken) throw new UserError({ message: "another process took this process's own lock name" });
  removeDeadUses(layout);
  while (isHeld(join(layout.locks, COLLECT))) await sleep(100);
  return () => attempt.lock.release();
}

/** Takes the right to delete. Throws a UserError that names the running process when the store is in use. */
export function claimCollection(layout: Layout): HeldLock {
  const attempt = tryLock(join(layout.locks, COLLECT));
  if (!attempt.taken) throw inUse(attempt.holder.pid);
  const [user] = removeDeadUses(layout);
  if (user === undefined) return attempt.lock;
  attempt.lock.release();
  throw inUse(user.pid);
}

/** Removes what killed users left; gives those that may be running. */
function removeDeadUses(layout: Layout): ProcessIdentity[] {
  return readdirSync(layout.locks).flatMap((name): ProcessIdentity[] => {
    if (!name.startsWith(USE_PREFIX) || name.endsWith(".part")) return [];
    const lease = readLease(join(layout.locks, name));
    if (lease !== undefined && !isProvablyDead(lease.holder)) return [lease.holder];
    rmSync(join(layout.locks, name), { force: true });
    return [];
  });
}

function isHeld(path: string): boolean {
  const lease = readLease(path);
  return lease !== undefined && !isProvablyDead(lease.holder);
}

function inUse(pid: number): UserError {
  return new UserError({
    message: `process ${pid} uses the artifact store`,
    hint: "give this command again when it has finished",
  });
}
