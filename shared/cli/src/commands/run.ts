import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { viewDirectory } from "@limen/artifact";
import {
  type Executor,
  execute,
  localExecutor,
  makePlan,
  type Pipeline,
  type RunResult,
  type Selection,
  type Session,
  select,
} from "@limen/runner";
import { commandLine } from "../command-line.ts";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError } from "../output.ts";
import { prepareEngine } from "../prepare-engine.ts";
import { openReadThrough, type ReadThroughOptions } from "../read-through.ts";
import { jsonLines } from "../render/json-lines.ts";
import { liveTree } from "../render/live-tree.ts";
import { plainLines } from "../render/plain.ts";
import { planText } from "../render/plan-table.ts";
import type { Renderer } from "../render/renderer.ts";
import { failuresText, summaryText } from "../render/summary.ts";
import { stopSignal } from "../stop-signal.ts";

export interface RunOptions extends PipelineOptions, Selection, ReadThroughOptions {
  readonly jobs?: number;
  readonly executor?: "local" | "slurm";
  readonly poll?: number;
  readonly sbatch?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `limen run`: plan, execute, tell. */
export async function run(file: string, options: RunOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, {
    access: options.dryRun ? "read" : "write",
    missingResults: "allow",
  });
  const selected = select(pipeline, options);
  // A lost connection ends a command that only waits for SLURM, and not the jobs: the next one goes on with them.
  const stop = options.executor === "slurm" ? stopSignal(["SIGINT", "SIGTERM"]) : stopSignal();
  const { signal } = stop;
  const through = await openReadThrough(options, pipeline, session, signal);
  try {
    if (options.dryRun) {
      const plan = (await through?.foresee(selected)) ?? makePlan(pipeline, session, selected).plan;
      print(options.json ? JSON.stringify(plan, null, 2) : planText(plan, { why: false }));
      return EXIT.good;
    }
    await through?.fetch(selected);
    const planned = makePlan(pipeline, session, selected);
    await prepareEngine(pipeline, planned.plan, options.json ?? false);
    const renderer = chooseRenderer(options);
    let result: RunResult;
    try {
      const executor = await chooseExecutor(pipeline, session, options);
      const onEvent = renderer.show;
      const fetchRun = through?.fetchRun(onEvent);
      result = await execute(pipeline, planned, session, { selected, executor, signal, onEvent, fetchRun });
    } finally {
      renderer.close();
    }
    if (options.json) print(JSON.stringify({ type: "end", outcomes: Object.fromEntries(result) }));
    else printEnd(pipeline, result, session);
    if (signal.aborted) return stopped();
    return statusOf(result) || ((await through?.push()) ?? EXIT.good);
  } catch (error) {
    if (signal.aborted) return stopped();
    throw error;
  } finally {
    await through?.close();
    stop.release();
  }
}

function stopped(): number {
  printError(`stopped; to continue: ${commandLine()}`);
  return EXIT.stopped;
}

async function chooseExecutor(pipeline: Pipeline, session: Session, options: RunOptions): Promise<Executor> {
  if (options.executor === "slurm")
    return (await import("../on-slurm.ts")).onSlurm(pipeline, session, options);
  return localExecutor(options.jobs ?? Math.min(2, availableParallelism()));
}

function chooseRenderer({ json }: RunOptions): Renderer {
  if (json) return jsonLines();
  const { stdout } = process;
  // A dumb terminal cannot move its cursor.
  return stdout.isTTY && process.env.TERM !== "dumb" ? liveTree(stdout) : plainLines();
}

function printEnd(pipeline: Pipeline, result: RunResult, session: Session): void {
  print(summaryText(result));
  const failures = failuresText(result);
  if (failures !== "") printError(failures);
  for (const path of reports(pipeline, result, session)) print(`report: ${path}`);
}

/** Readable places of the HTML documents called `report`. */
function reports(pipeline: Pipeline, result: RunResult, { store }: Session): string[] {
  return pipeline.instances
    .filter(({ id, stage }) => {
      const artifact = stage.declaration.outputs.report?.artifact;
      const state = result.get(id)?.state;
      return (
        artifact?.kind === "document" && artifact.extension === "html" && (state === "hit" || state === "ran")
      );
    })
    .map(({ node, instance }) => {
      const folder = viewDirectory(store.layout, pipeline.name, node, instance);
      return relative(process.cwd(), join(folder, "report.html"));
    });
}

function statusOf(result: RunResult): number {
  const failures = [...result.values()].flatMap((outcome) =>
    outcome.state === "failed" ? [outcome.failure] : [],
  );
  if (failures.length === 0) return EXIT.good;
  return failures.every(({ kind }) => kind === "user") ? EXIT.user : EXIT.failed;
}
