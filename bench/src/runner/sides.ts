import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { InternalError, UserError } from "@limen/errors";
import type { Cost } from "../measure.ts";
import type { Command } from "../run-side.ts";
import { dag, dvcPipeline, limenPipeline, snakemakePipeline, sumsOf } from "./dag.ts";
import { timedCommand } from "./timed-command.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(here, "../../..");
const LIMEN = join(ROOT, "shared/cli/bin/limen.mjs");
export const STEP = [process.execPath, join(here, "step.mjs")] as const;

/** A runner with the DAG in a folder of its own. */
export interface Side {
  readonly name: string;
  /** Writes the DAG into an empty folder. */
  prepare(folder: string): void;
  /** Brings it up to date. */
  run(folder: string): Cost;
  /** Where a node's number lies. */
  result(folder: string, node: string): string;
}

export const limen: Side = {
  name: "Limen",
  prepare(folder) {
    writeFileSync(join(folder, "dag.yaml"), limenPipeline(dag));
  },
  run: (folder) => limenCommand(folder, "run", "dag.yaml", "-j", "1"),
  result: (folder, node) => join(folder, "artifacts/views/dag", node, "number.json"),
};

/** `limen` on the bench's own stages. */
export function limenCommand(folder: string, ...args: string[]): Cost {
  const environment = {
    LIMEN_ARTIFACTS: join(folder, "artifacts"),
    LIMEN_STAGES: join(ROOT, "bench/stages"),
  };
  return timedCommand([process.execPath, LIMEN, ...args], { cwd: folder, environment });
}

/** `limen run` on the study's own stages, of which every source is part of a node's identity. */
export function limenOnStudy(folder: string, pipeline: string): Cost {
  const environment = { LIMEN_ARTIFACTS: join(folder, "artifacts") };
  return timedCommand([process.execPath, LIMEN, "run", pipeline], { cwd: folder, environment });
}

/** DVC sends usage data unless told not to. */
const QUIET = { DVC_NO_ANALYTICS: "1" };

/** Without git: a repository would only give DVC more to look at. */
export function dvc(): Side {
  const program = peer("dvc");
  return {
    name: "DVC",
    prepare(folder) {
      timedCommand([program, "init", "--no-scm", "--quiet"], { cwd: folder, environment: QUIET });
      writeFileSync(join(folder, "dvc.yaml"), dvcPipeline(dag, STEP.join(" ")));
    },
    run: (folder) => timedCommand([program, "repro"], { cwd: folder, environment: QUIET }),
    result: (folder, node) => join(folder, `${node}.json`),
  };
}

export function snakemake(): Side {
  const command: Command = [peer("snakemake"), "--cores", "1"];
  return {
    name: "Snakemake",
    prepare(folder) {
      writeFileSync(join(folder, "Snakefile"), snakemakePipeline(dag, STEP.join(" ")));
    },
    // It keeps a cache of sources in the user's folder, which is not ours to fill.
    run: (folder) =>
      timedCommand(command, { cwd: folder, environment: { XDG_CACHE_HOME: join(folder, "cache") } }),
    result: (folder, node) => join(folder, `${node}.json`),
  };
}

/** A program of the environment that `npm run bench` makes from requirements-runner.txt. */
function peer(name: string): string {
  const python = process.env.LIMEN_PYTHON;
  if (python === undefined) {
    throw new UserError({
      message: "LIMEN_PYTHON is not set",
      hint: "start this with npm run bench -- runner",
    });
  }
  return join(dirname(python), name);
}

/** Throws when a side has not computed what the DAG says. */
export function checkResults(side: Side, folder: string): void {
  for (const [node, sum] of sumsOf(dag)) {
    const found: unknown = JSON.parse(readFileSync(side.result(folder, node), "utf8"));
    if (found !== sum) throw new InternalError(`${side.name}: ${node} is ${String(found)}, not ${sum}`);
  }
}

/** The DAG's steps one after the other, with no runner at all. */
export function bareProcesses(folder: string): Cost {
  mkdirSync(folder, { recursive: true });
  let [cpu, wall] = [0, 0];
  for (const { name, value, feeds } of dag) {
    const cost = timedCommand(
      [...STEP, `${name}.json`, String(value), ...feeds.map((from) => `${from}.json`)],
      { cwd: folder },
    );
    cpu += cost.cpu;
    wall += cost.wall;
  }
  return { cpu, wall };
}
