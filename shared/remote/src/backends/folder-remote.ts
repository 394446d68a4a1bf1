import { constants, createReadStream, createWriteStream } from "node:fs";
import { access, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { systemProblem, UserError } from "@limen/errors";
import type { Remote } from "../remote.ts";
import { isAbandonedPart, PARTS, partPath } from "../remote-paths.ts";
import { PassingFault, withRetries } from "../retry.ts";

/** What a file server says when it is away for a moment. */
const PASSING = ["ESTALE", "EAGAIN", "ETIMEDOUT", "EBUSY", "EHOSTDOWN", "ENOTCONN"];

/** A folder of this machine, or of a file server that it mounts. */
export function openFolder(folder: string, signal: AbortSignal): Remote {
  const tried = <T>(work: () => Promise<T>) => withRetries(() => explained(folder, work), signal);
  return {
    name: folder,
    sizes: (paths) =>
      tried(async () => {
        await access(dirname(folder), constants.F_OK);
        const sizes = new Map<string, number>();
        for (const path of paths) {
          signal.throwIfAborted();
          const found = await statOf(join(folder, path));
          if (found?.isFile()) sizes.set(path, found.size);
        }
        return sizes;
      }),
    get: (path, to, bytes) =>
      tried(async () => {
        const found = await statOf(join(folder, path));
        if (!found?.isFile()) return false;
        // No more than was asked for, should it grow meanwhile.
        const source = createReadStream(join(folder, path), { end: Math.max(0, bytes - 1) });
        await pipeline(source, createWriteStream(to), { signal });
        return true;
      }),
    put: (path, from) =>
      tried(async () => {
        const part = join(folder, partPath(Date.now()));
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
        if ((await statOf(join(folder, PARTS))) === undefined) return;
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

async function statOf(path: string) {
  try {
    return await stat(path);
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
