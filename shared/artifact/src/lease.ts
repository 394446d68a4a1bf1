import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { InternalError } from "@limen/errors";
import { writeDurably } from "./durable.ts";
import { identify, isProvablyDead, type ProcessIdentity } from "./process-identity.ts";

/** What a lock file says: who holds it, and which processes it started for the work. */
export interface Lease {
  readonly holder: ProcessIdentity;
  readonly children: readonly ProcessIdentity[];
}

/** A lock that this process holds. */
export interface HeldLock {
  /** Names the processes that do the work, so that whoever takes over from a dead holder can end them. */
  noteChildren(pids: readonly number[]): void;
  release(): void;
}

export type LockAttempt =
  | { readonly taken: true; readonly lock: HeldLock; readonly stolenFrom: Lease | undefined }
  | { readonly taken: false; readonly holder: ProcessIdentity };

/**
 * Takes the lock file, or says who holds it. A holder that provably died (same host; other boot, no such process, or
 * another start time under its pid) loses it; a caller who knows more of holders says so by `isDead`. A lock saves double
 * work only: everything made under it is written aside and renamed, so even two holders leave whole results.
 */
export function tryLock(
  path: string,
  isDead: (holder: ProcessIdentity) => boolean = isProvablyDead,
): LockAttempt {
  const holder = identify();
  if (holder === undefined) throw new InternalError("this process cannot identify itself");
  let stolenFrom: Lease | undefined;
  for (;;) {
    if (createLease(path, { holder, children: [] }))
      return { taken: true, lock: heldLock(path, holder), stolenFrom };
    const current = readLease(path);
    if (current === undefined) continue;
    if (!isDead(current.holder)) return { taken: false, holder: current.holder };
    if (removeDead(path, current)) stolenFrom = current;
  }
}

/**
 * Who holds the lock, or undefined. A torn file (a holder killed by power loss), a link and a pipe count as no holder and are removed.
 */
export function readLease(path: string): Lease | undefined {
  let text: string;
  try {
    text = lstatSync(path).isFile() ? readFileSync(path, "utf8") : "";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as Lease;
  } catch {
    rmSync(path, { force: true });
    return undefined;
  }
}

/** Writes aside and links: link fails when the name exists, and nobody ever reads a half-written lease. */
function createLease(path: string, lease: Lease): boolean {
  const aside = `${path}.${uniqueSuffix()}`;
  writeFileSync(aside, JSON.stringify(lease));
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Moves the lease away and looks at what was moved: another process may have stolen it a moment before. */
function removeDead(path: string, dead: Lease): boolean {
  const aside = `${path}.${uniqueSuffix()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  const moved = readLease(aside);
  const wasDead = moved !== undefined && sameProcess(moved.holder, dead.holder);
  if (!wasDead && moved !== undefined) createLease(path, moved);
  rmSync(aside, { force: true });
  return wasDead;
}

function heldLock(path: string, holder: ProcessIdentity): HeldLock {
  return {
    noteChildren(pids) {
      const children = pids.map((pid) => identify(pid)).filter((child) => child !== undefined);
      writeDurably(path, JSON.stringify({ holder, children } satisfies Lease));
    },
    release() {
      const current = readLease(path);
      if (current !== undefined && sameProcess(current.holder, holder)) rmSync(path, { force: true });
    },
  };
}

function sameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.host === b.host && a.boot === b.boot && a.started === b.started;
}

function uniqueSuffix(): string {
  return `${process.pid}-${randomBytes(4).toString("hex")}.part`;
}
