import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while holding the lock file, waiting for another living holder. A holder that died on this
 * host loses it. The lock saves double work only: what is made is renamed into place in one step, so even
 * two holders (a network file system, a race while stealing) leave a whole result.
 */
export async function withLock<Result>(
  path: string,
  onWait: (holder: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!tryTake(path)) {
    const holder = readHolder(path);
    if (holder !== undefined && isDead(holder)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told && holder !== undefined) onWait(`process ${holder.pid} on ${holder.host}`);
    told = true;
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** Writes aside and links, so that nobody ever reads a lock that names no holder. */
function tryTake(path: string): boolean {
  const aside = `${path}.${hostname()}.${process.pid}`;
  writeFileSync(aside, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder));
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch (error) {
    // Given back between our attempt and this look.
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isDead(holder: Holder): boolean {
  return holder.host === hostname() && !isAlive(holder.pid);
}

/** Whether a process of this host runs; one of another user's counts as running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
