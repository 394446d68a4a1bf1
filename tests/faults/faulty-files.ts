import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Calls that change what is on disk. */
const CALLS = [
  "chmodSync",
  "copyFileSync",
  "fsyncSync",
  "linkSync",
  "mkdirSync",
  "openSync",
  "renameSync",
  "rmSync",
  "rmdirSync",
  "symlinkSync",
  "writeFileSync",
] as const;

/**
 * What happens at a call: `before`: the process dies before it, `after`: when it is done, `torn`: in the midst (half of a
 * file is written). Anything else is an error code that the call fails with, once.
 */
export type Fault = "before" | "after" | "torn" | "ENOSPC" | "EIO" | "EACCES" | "EMFILE";

const DEATHS = new Set<Fault>(["before", "after", "torn"]);

/** What every call throws once the process has died. */
export class Dead extends Error {
  override readonly name = "Dead";
}

export interface FaultyRun {
  /** Calls made, the fault's own included. */
  readonly calls: number;
  /** Name of the call at which the fault came; undefined when there were fewer calls. */
  readonly struck: string | undefined;
  /** What the work threw. */
  readonly error: unknown;
}

type AnyCall = (...args: never[]) => unknown;

/** Does the work with a fault at its n-th call that changes files (from 0); without one when `at` is Infinity. */
export async function withFault(at: number, fault: Fault, work: () => Promise<unknown>): Promise<FaultyRun> {
  const own = fs as unknown as Record<string, AnyCall>;
  const originals = new Map<string, AnyCall>(CALLS.map((name) => [name, own[name]!]));
  let calls = 0;
  let struck: string | undefined;
  for (const [name, original] of originals) {
    own[name] = (...args: never[]) => {
      if (struck !== undefined && DEATHS.has(fault)) throw new Dead(`${name} after death`);
      if (calls++ !== at) return original(...args);
      struck = name;
      if (!DEATHS.has(fault)) throw systemError(fault, name, args);
      if (fault === "after") original(...args);
      if (fault === "torn" && name === "writeFileSync") tear(original, args);
      throw new Dead(`${name}, ${fault}`);
    };
  }
  syncBuiltinESMExports();
  try {
    await work();
    return { calls, struck, error: undefined };
  } catch (error) {
    return { calls, struck, error };
  } finally {
    for (const [name, original] of originals) own[name] = original;
    syncBuiltinESMExports();
  }
}

function tear(write: AnyCall, [file, content]: readonly unknown[]): void {
  const bytes = Buffer.from(content as string | Uint8Array);
  (write as (file: unknown, content: Uint8Array) => void)(file, bytes.subarray(0, bytes.length >> 1));
}

function systemError(code: string, name: string, [path]: readonly unknown[]): Error {
  const syscall = name.replace(/Sync$/, "");
  return Object.assign(new Error(`${code}: injected, ${syscall} '${String(path)}'`), { code, syscall, path });
}
