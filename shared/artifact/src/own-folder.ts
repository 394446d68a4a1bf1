import { lstatSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { UserError } from "@limen/errors";

/**
 * Throws a UserError when a folder below `root` is reached through a symbolic link: what was put there by whoever gave the
 * artifacts would lead writes elsewhere (into .git/hooks, say), and deletions. `root` itself may be one: a user's own other disk.
 */
export function requireOwnFolder(root: string, folder: string): void {
  const path = firstLeadingOut(root, folder);
  if (path === undefined) return;
  throw new UserError({
    message: "this is no folder of the store's own: nothing is read or written through it",
    place: { file: path },
    hint: "delete it; only artifacts/ and the folders right in it may be symbolic links",
  });
}

/** The first part of the way from `root` to a folder below it that is no folder itself: a link, say, or a file. */
export function firstLeadingOut(root: string, folder: string): string | undefined {
  let path = root;
  for (const part of relative(root, folder).split(sep).filter(Boolean)) {
    path = join(path, part);
    const stat = part === ".." ? undefined : lstatSync(path, { throwIfNoEntry: false });
    if (part === ".." || (stat !== undefined && !stat.isDirectory())) return path;
  }
  return undefined;
}

/** Names that some system takes for a device, whatever their ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)\b/i;

/** Whether some system takes a file's name for a device: writing it there loses the bytes, and reading it may never end. */
export function isDeviceName(name: string): boolean {
  return DEVICES.test(name);
}

/** Whether a text can name a file within its folder, on every system, with room for what marks a file that is being written. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][\w-]{0,199}(\.[a-z]{1,20})?$/.test(name) && !isDeviceName(name);
}

/** Throws a UserError unless a text is such a name. */
export function requirePlainName(name: string, what: string): void {
  if (isPlainName(name)) return;
  throw new UserError({
    message: `${what} ${JSON.stringify(name)} would lead out of its folder, or is no name of a file`,
    hint: "npx limen repair sets aside what runs did not write; ask whoever gave you these artifacts",
  });
}
