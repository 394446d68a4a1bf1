import { readFileSync } from "node:fs";

const LOOK_MILLISECONDS = 500;

/**
 * Tells when npx (or another command of npm's) that started this process has ended: npx is npm, a shell and this process,
 * and `kill` of its pid reaches the first. Does nothing where npm did not start it: a shell may end before its jobs.
 */
export function whenStarterEnds(tell: () => void, environment: NodeJS.ProcessEnv = process.env): () => void {
  if (environment.npm_command === undefined) return () => {};
  const started = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === started) return;
    clearInterval(timer);
    tell();
  }, LOOK_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}

/** The parent and its parent: whichever ends, another one takes its place. */
function ancestors(): string {
  const { ppid } = process;
  return `${ppid} ${parentOf(ppid)}`;
}

/** Field 4 of /proc/<pid>/stat; the name in parentheses may hold blanks. Undefined for a process that is gone, and without /proc. */
function parentOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}
