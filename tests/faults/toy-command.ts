import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ToyWorkspace } from "@limen/testing";
import { root } from "../support/root.ts";

const COMMAND = join(root, "shared/cli/bin/limen.mjs");

export interface ToyCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<{ status: number | null; output: string }>;
}

/** Starts `limen <args>` on a toy workspace, as leader of a process group, with artifacts in a folder of its own. */
export function toyCommand(toys: ToyWorkspace, artifacts: string, ...args: string[]): ToyCommand {
  const env = { ...process.env, LIMEN_STAGES: toys.stages, LIMEN_ARTIFACTS: artifacts, NO_COLOR: "1" };
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: toys.root, env, detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  const ended = new Promise<{ status: number | null; output: string }>((resolve) =>
    child.once("close", (status) => resolve({ status, output })),
  );
  return { child, ended };
}

/** SIGKILL to a process and, with `all`, to every process that it started, each in a group of its own. */
export function killHard(pid: number, { all }: { all: boolean }): void {
  const pids = all ? [pid, ...descendantsOf(pid)] : [pid];
  for (const one of pids) {
    try {
      process.kill(one, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

function descendantsOf(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): [number, number][] => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])]];
      } catch {
        return []; // ended meanwhile
      }
    });
  const children = (of: number): number[] =>
    parents.filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...children(child)]);
  return children(pid);
}
