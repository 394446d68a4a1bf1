import type { Problem } from "./user-error.ts";

/** What the system says when it cannot do what was asked, and what its user can do about it. */
const REASONS: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ENOSPC: [
    "the disk is full",
    "free some room (limen gc shows what artifacts take), then give the same command again",
  ],
  EDQUOT: [
    "your share of the disk is used up",
    "free some room (limen gc shows what artifacts take), then give the same command again",
  ],
  EACCES: [
    "the system does not let this user do that",
    "give this user the right to the file or folder, or name another",
  ],
  EPERM: [
    "the system does not let this user do that",
    "give this user the right to the file or folder, or name another",
  ],
  EROFS: [
    "nothing can be written there: it is mounted read-only",
    "name a folder that can be written to, as in LIMEN_ARTIFACTS=FOLDER",
  ],
  EMFILE: [
    "this process has as many files open as it may",
    "allow more (ulimit -n 4096), then give the same command again",
  ],
  ENFILE: [
    "the system has as many files open as it can",
    "end other programs, then give the same command again",
  ],
  EIO: [
    "the disk failed to read or write",
    "look after the disk (dmesg says more), then give the same command again: limen verify names what was damaged",
  ],
};

/** A failed system call as the user's problem: the file, what is wrong, what helps. Undefined for all other errors. */
export function systemProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const reason = code === undefined ? undefined : REASONS[code];
  if (reason === undefined || syscall === undefined) return undefined;
  const [message, hint] = reason;
  const file = dest ?? path;
  return {
    message: `${message} (${code}, ${syscall})`,
    hint,
    ...(file === undefined ? {} : { place: { file } }),
  };
}
