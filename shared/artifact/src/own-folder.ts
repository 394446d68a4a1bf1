import { lstatSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { UserError } from "@limen/errors";

/**
 * Throws a UserError when a folder below `root` is reached through a symbolic link: what was put there by whoever gave the
 * artifacts would lead writes elsewhere (into .git/hooks, say). `root` itself may be one: a user's own other disk.
 */
export function requireOwnFolder(root: string, folder: string): void {
  let path = root;
  for (const part of relative(root, folder).split(sep).filter(Boolean)) {
    path = join(path, part);
    const stat = part === ".." ? undefined : lstatSync(path, { throwIfNoEntry: false });
    if (part !== ".." && (stat === undefined || stat.isDirectory())) continue;
    throw new UserError({
      message: "this is no folder of the store's own: nothing is written through it",
      place: { file: path },
      hint: "delete it; only artifacts/ and the folders right in it may be symbolic links",
    });
  }
}

/** Throws a UserError unless a text can name a file within its folder. */
export function requirePlainName(name: string, what: string): void {
  if (/^[A-Za-z0-9][\w-]*(\.[a-z]+)?$/.test(name)) return;
  throw new UserError({
    message: `${what} ${JSON.stringify(name)} would lead out of its folder, or is no name of a file`,
    hint: "limen repair sets aside what runs did not write; ask whoever gave you these artifacts",
  });
}
