import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { RunEvent } from "@limen/runner";
import { root } from "./root.ts";

const COMMAND = join(root, "shared/cli/bin/limen.mjs");

export interface LimenOptions {
  /** Where artifacts go; a test never uses the repository's own. */
  readonly artifacts: string;
  readonly cwd?: string;
}

export interface LimenResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, without colours. */
  readonly output: string;
}

/** Runs `limen <args>` to its end, as a user's shell would without a terminal. */
export function limen(args: readonly string[], options: LimenOptions): LimenResult {
  const result = spawnSync(process.execPath, [COMMAND, ...args], {
    ...processOptions(options),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (result.error) throw result.error;
  const { status, stdout, stderr } = result;
  return { status, stdout, stderr, output: stripVTControlCharacters(`${stdout}${stderr}`) };
}

/** Starts `limen <args>` and returns at once. */
export function startLimen(args: readonly string[], options: LimenOptions): ChildProcess {
  return spawn(process.execPath, [COMMAND, ...args], {
    ...processOptions(options),
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** The events that `--json` prints, one a line. */
export function eventsOf(stdout: string): RunEvent[] {
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as RunEvent);
}

function processOptions({ artifacts, cwd = root }: LimenOptions) {
  return { cwd, env: { ...process.env, LIMEN_ARTIFACTS: artifacts, NO_COLOR: "1" } };
}
