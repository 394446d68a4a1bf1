import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { InternalError } from "@limen/errors";
import type { Layout } from "./layout.ts";
import { identify, isProvablyDead } from "./process-identity.ts";

/** A fresh folder under tmp/, its owner's identity in its name, so that others can tell when it is rubbish. */
export function scratchDirectory(layout: Layout): string {
  const owner = identify();
  if (owner === undefined) throw new InternalError("this process cannot identify itself");
  const name = [
    owner.pid,
    owner.boot ?? "-",
    owner.started ?? "-",
    owner.host,
    randomBytes(4).toString("hex"),
  ];
  const path = join(layout.tmp, name.join("~"));
  mkdirSync(path);
  return path;
}

/** Folders under tmp/ whose owner has provably ended, and files that nobody made this way. */
export function abandonedScratch(layout: Layout): string[] {
  return readdirSync(layout.tmp)
    .filter((name) => {
      const [pid, boot, started, host] = name.split("~");
      if (pid === undefined || host === undefined) return true;
      return isProvablyDead({
        pid: Number(pid),
        boot: boot === "-" ? null : (boot ?? null),
        started: started === "-" ? null : (started ?? null),
        host,
      });
    })
    .map((name) => join(layout.tmp, name));
}

/** Deletes what killed runs left under tmp/. */
export function removeAbandonedScratch(layout: Layout): void {
  for (const path of abandonedScratch(layout)) rmSync(path, { recursive: true, force: true });
}
