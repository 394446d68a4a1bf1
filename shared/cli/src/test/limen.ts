import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { ToyWorkspace } from "@limen/testing";

export const LIMEN = join(import.meta.dirname, "../../bin/limen.mjs");

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts `limen <args>` in a toy workspace. */
export function start(toys: ToyWorkspace, ...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { ...process.env, LIMEN_STAGES: toys.stages, LIMEN_ARTIFACTS: toys.artifacts };
  const child = spawn(process.execPath, [LIMEN, ...args], { cwd: toys.root, env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    err += data;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (status) => resolve({ status, out, err })),
  );
  return { child, ended };
}

export const limen = (toys: ToyWorkspace, ...args: string[]) => start(toys, ...args).ended;
