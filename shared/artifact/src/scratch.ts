import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InternalError } from "@limen/errors";
import type { Layout } from "./layout.ts";
import { identify, isProvablyDead, type ProcessIdentity } from "./process-identity.ts";
import { isUnwritableOrAbsent } from "./unwritable.ts";

/**
 * A fresh folder under tmp/, its owner's identity in its name, so that others can tell when it is rubbish. For a reader who
 * may not write there it is one of the system's.
 */
export function scratchDirectory(layout: Layout): string {
  const path = join(layout.tmp, ownName());
  try {
    mkdirSync(path);
    return path;
  } catch (error) {
    if (layout.access === "read" && isUnwritableOrAbsent(error)) return temporaryFolder("limen-scratch");
    throw error;
  }
}

/** Folders under tmp/ whose owner has provably ended, and files that nobody made this way. */
export function abandonedScratch(layout: Layout): string[] {
  return readdirSync(layout.tmp)
    .filter((name) => {
      const owner = ownerOf(name);
      return owner === undefined || isProvablyDead(owner);
    })
    .map((name) => join(layout.tmp, name));
}

/** Deletes what killed runs left under tmp/. */
export function removeAbandonedScratch(layout: Layout): void {
  for (const path of abandonedScratch(layout)) rmSync(path, { recursive: true, force: true });
}

/** A fresh folder of the system's temporary ones, for this user alone; those of this name that killed processes left go. */
export function temporaryFolder(name: string): string {
  for (const left of readdirSync(tmpdir())) {
    const path = join(tmpdir(), left);
    const owner = left.startsWith(`${name}~`) ? ownerOf(left.slice(name.length + 1)) : undefined;
    if (owner === undefined || !isProvablyDead(owner) || !isOwnFolder(path)) continue;
    rmSync(path, { recursive: true, force: true });
  }
  const path = join(tmpdir(), `${name}~${ownName()}`);
  mkdirSync(path, { mode: 0o700 });
  return path;
}

/** Anybody may put a name there. */
function isOwnFolder(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.();
}

function ownName(): string {
  const owner = identify();
  if (owner === undefined) throw new InternalError("this process cannot identify itself");
  const { pid, boot, started, host } = owner;
  return [pid, boot ?? "-", started ?? "-", host, randomBytes(4).toString("hex")].join("~");
}

/** Whose folder a name says it is; undefined for a name of another kind. */
function ownerOf(name: string): ProcessIdentity | undefined {
  const [pid, boot = "-", started = "-", host] = name.split("~");
  if (pid === undefined || host === undefined) return undefined;
  return {
    pid: Number(pid),
    boot: boot === "-" ? null : boot,
    started: started === "-" ? null : started,
    host,
  };
}
