import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Names one process for good: a pid alone is given to another process later. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Null where the system has no /proc: then only the pid speaks. */
  readonly boot: string | null;
  /** Clock ticks after boot at which it started. */
  readonly started: string | null;
  /** SLURM's job that it belongs to: other hosts can ask SLURM whether it still runs. */
  readonly job?: string;
}

/** Identity of a running process (of this one by default), or undefined when there is none with that pid. */
export function identify(pid: number = process.pid): ProcessIdentity | undefined {
  if (!pidExists(pid)) return undefined;
  const started = startTime(pid);
  if (started === "zombie") return undefined;
  const job = pid === process.pid ? process.env.SLURM_JOB_ID : undefined;
  return { pid, host: hostname(), boot: bootId(), started, ...(job === undefined ? {} : { job }) };
}

/** True only when the process has certainly ended. One on another host may live: nothing here can tell. */
export function isProvablyDead(identity: ProcessIdentity): boolean {
  if (identity.host !== hostname()) return false;
  if (identity.boot !== bootId()) return true;
  const now = identify(identity.pid);
  return now === undefined || now.started !== identity.started;
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function bootId(): string | null {
  return readIfPresent("/proc/sys/kernel/random/boot_id")?.trim() ?? null;
}

/** Fields 3 (state) and 22 (start time) of /proc/<pid>/stat; the name in parentheses may hold blanks. */
function startTime(pid: number): string | "zombie" | null {
  const stat = readIfPresent(`/proc/${pid}/stat`);
  if (stat === undefined) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "zombie" : (fields[19] ?? null);
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}
