/** Whether a failed system call says that nothing can be written there: this user may not, or it is mounted read-only. */
export function isUnwritable(error: unknown): boolean {
  return ["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/** The same, or that there is no such folder: a reader makes none. */
export function isUnwritableOrAbsent(error: unknown): boolean {
  return isUnwritable(error) || (error as NodeJS.ErrnoException).code === "ENOENT";
}
