import { constants, createReadStream, createWriteStream, statSync } from "node:fs";
import { access, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { firstLeadingOut } from "@limen/artifact";
import { systemProblem, UserError } from "@limen/errors";
import type { Remote } from "../remote.ts";
import { isAbandonedPart, PARTS, partPath } from "../remote-paths.ts";
import { PassingFault, withRetries } from "../retry.ts";

/** What a file server says when it is away for a moment. */
const PASSING = ["ESTALE", "EAGAIN", "ETIMEDOUT", "EBUSY", "EHOSTDOWN", "ENOTCONN"];

/**
 * A folder of this machine, or of a file server that it mounts. It and the folders right in it may be links, as in artifacts/; others
 * write there too, so links further in are not followed: they would lead one's own writes to wherever one may write.
 */
export function openFolder(folder: string, signal: AbortSignal): Remote {
  const tried = <T>(work: () => Promise<T>) => withRetries(() => explained(folder, work), signal);
  return {
    name: folder,
    isThere: () => tried(async () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false),
    sizes: (paths) =>
      tried(async () => {
        await access(dirname(folder), constants.F_OK);
        const sizes = new Map<string, number>();
        for (const path of paths) {
          signal.throwIfAborted();
          const found = await statOf(folder, path);
          if (found?.isFile()) sizes.set(path, found.size);
        }
        return sizes;
      }),
    get: (path, to, bytes) =>
      tried(async () => {
        const found = await statOf(folder, path);
        if (!found?.isFile()) return false;
        // No more than was asked for, should it grow meanwhile.
        const source = createReadStream(join(folder, path), { end: Math.max(0, bytes - 1) });
        await pipeline(source, createWriteStream(to), { signal });
        return true;
      }),
    put: (path, from) =>
      tried(async () => {
        const part = join(folder, partPath(Date.now()));
        requireOwn(folder, path);
        await mkdir(dirname(part), { recursive: true });
        try {
          await pipeline(createReadStream(from), createWriteStream(part, { flags: "wx" }), { signal });
          await syncToDisk(part);
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await rename(part, join(folder, path));
        } finally {
          await rm(part, { force: true });
        }
      }),
    tidy: () =>
      tried(async () => {
        if ((await statOf(folder, PARTS)) === undefined) return;
        for (const name of await readdir(join(folder, PARTS))) {
          if (isAbandonedPart(name, Date.now())) await rm(join(folder, PARTS, name), { force: true });
        }
      }),
    close: async () => {},
  };
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Throws a UserError when the way to a path leads through a link or a file. */
function requireOwn(folder: string, path: string): void {
  const file = leadingOut(folder, path);
  if (file === undefined) return;
  throw new UserError({
    message: "this is no folder of shared results: nothing is written through it",
    place: { file },
    hint: "delete it, or ask whoever shares the folder with you; only it and the folders right in it may be symbolic links",
  });
}

/** The first folder of a path, below the one right in the remote, that is none. */
function leadingOut(folder: string, path: string): string | undefined {
  const [top = "", ...below] = path.split("/");
  return firstLeadingOut(join(folder, top), join(folder, top, ...below.slice(0, -1)));
}

/** Undefined also for what is reached through a link. */
async function statOf(folder: string, path: string) {
  if (leadingOut(folder, path) !== undefined) return undefined;
  try {
    return await lstat(join(folder, path));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

async function explained<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && path === dirname(folder)) {
      throw new UserError({
        message: `there is no folder ${dirname(folder)} to share results in`,
        hint: "make it, or mount the file server that it is on",
      });
    }
    const problem = systemProblem(error) ?? { message: (error as Error).message, place: { file: folder } };
    if (PASSING.includes(code ?? "")) throw new PassingFault(new UserError(problem));
    throw error;
  }
}
