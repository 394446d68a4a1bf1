import { spawnSync } from "node:child_process";
import { InternalError } from "@limen/errors";

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** Runs one side of a comparison to its end and gives the JSON of the last line it prints: libraries may talk before. */
export function runSide<T>(
  [program, ...args]: Command,
  environment: Readonly<Record<string, string>> = {},
): T {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 28,
  });
  if (error || status !== 0) {
    throw new InternalError(`${program} ${args.join(" ")} failed: ${error?.message ?? stderr.slice(-4000)}`);
  }
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as T;
}
