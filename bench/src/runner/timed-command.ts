import { spawnSync } from "node:child_process";
import { InternalError } from "@limen/errors";
import type { Cost } from "../measure.ts";
import type { Command } from "../run-side.ts";

/** The shell says at the end what its children took: `1m2.345s 0m0.120s` on the second of two lines. */
const TIMES = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/;

export interface CommandOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command to its end, quietly, and says what it and all that it started took. Throws when it fails. */
export function timedCommand(command: Command, { cwd, environment = {} }: CommandOptions): Cost {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(
    "sh",
    [
      "-c",
      '"$@" >out.log 2>err.log; s=$?; times; test $s = 0 || { tail -n 20 out.log err.log >&2; exit $s; }',
      "sh",
      ...command,
    ],
    { cwd, encoding: "utf8", env: { ...process.env, ...environment } },
  );
  const wall = (performance.now() - start) / 1000;
  const told = TIMES.exec(stdout);
  if (error || status !== 0 || told === null) {
    throw new InternalError(`${command.join(" ")} failed: ${error?.message ?? stderr}`);
  }
  const [, m1, s1, m2, s2] = told.map(Number);
  return { cpu: 60 * m1! + s1! + 60 * m2! + s2!, wall };
}
