import { appendFileSync } from "node:fs";
import { writeDurably } from "@limen/artifact";
import { systemProblem, UserError } from "@limen/errors";
import {
  type Failure,
  type NodeInstance,
  type Outcome,
  type RunEvent,
  recipesOf,
  runNode as runInJob,
  type Shard,
} from "@limen/runner";
import { EXIT } from "../exit.ts";
import { oneInstance } from "../one-instance.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError, printJson } from "../output.ts";
import { installEngine } from "../prepare-engine.ts";
import { plainLines } from "../render/plain.ts";
import { failureText } from "../render/summary.ts";
import { stopSignal } from "../stop-signal.ts";

export interface RunNodeFlags extends PipelineOptions {
  readonly shard?: Shard;
  readonly recipe?: string;
  readonly refresh?: boolean;
  /** Where to write, when it is done, which run the node stands for. */
  readonly marker?: string;
  /** Where to append events as lines of JSON, for the run that submitted this job. */
  readonly events?: string;
  /** Where to write what went wrong, for the same. */
  readonly failure?: string;
}

const RUNS = { access: "write", missingResults: "allow" } as const;

const PROGRESS_MILLISECONDS = 2000;

/** `limen run-node`: one instance, or one shard of one, in this process's machine: what jobs and rules call. */
export async function runNode(file: string, node: string, flags: RunNodeFlags): Promise<number> {
  const failed = (failure: Failure): number => {
    if (flags.failure !== undefined) writeDurably(flags.failure, JSON.stringify(toJson(failure)));
    printError(failureText(failure));
    return failure.kind === "user" ? EXIT.user : EXIT.failed;
  };
  try {
    const { pipeline, session } = await openPipeline(file, flags, RUNS);
    const instance = oneInstance(pipeline, node);
    await installEngine(pipeline, [instance.id], false);
    const stop = stopSignal();
    try {
      const { shard, recipe, refresh = false } = flags;
      const outcome = await runInJob(pipeline, instance, session, {
        shard: checkedShard(instance, shard),
        recipe,
        refresh,
        signal: stop.signal,
        onEvent: teller(flags.events),
      });
      if (outcome.state === "failed") return failed(outcome.failure);
      if (outcome.state === "cancelled") return EXIT.stopped;
      if (outcome.state === "hit") print(`${instance.id}: cached`);
      if (flags.marker !== undefined) writeDurably(flags.marker, markerText(instance, outcome));
      return EXIT.good;
    } finally {
      stop.release();
    }
  } catch (error) {
    const problem = error instanceof Error ? systemProblem(error) : undefined;
    if (error instanceof UserError) return failed({ kind: "user", problems: error.problems });
    if (problem !== undefined) return failed({ kind: "user", problems: [problem] });
    throw error;
  }
}

/** `limen recipes`: what each instance will compute, as one JSON object: Snakemake runs a rule anew when it changes. */
export async function recipes(file: string, options: PipelineOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, RUNS);
  printJson(Object.fromEntries(recipesOf(pipeline, pipeline.instances, session)));
  session.externals.save();
  return EXIT.good;
}

function checkedShard({ id, stage }: NodeInstance, shard: Shard | undefined): Shard | undefined {
  if (shard === undefined || stage.declaration.shardable === true) return shard;
  const message = `stage ${stage.declaration.name} of ${id} cannot be sharded`;
  throw new UserError({ message, place: { field: "--shard" } });
}

/** Prints events as lines; to the file go all but progress that comes faster than anyone looks. */
function teller(events: string | undefined): (event: RunEvent) => void {
  const { show } = plainLines();
  let last = Number.NEGATIVE_INFINITY;
  return (event) => {
    show(event);
    if (events === undefined) return;
    if (event.type === "progress" && event.done < event.total) {
      if (performance.now() - last < PROGRESS_MILLISECONDS) return;
      last = performance.now();
    }
    appendFileSync(events, `${JSON.stringify(event)}\n`);
  };
}

function markerText({ id }: NodeInstance, outcome: Extract<Outcome, { state: "hit" | "ran" }>): string {
  const digests = Object.entries(outcome.outputs).map(([name, { digest }]) => [name, `sha256:${digest}`]);
  const value = { node: id, key: outcome.key, outputs: Object.fromEntries(digests) };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function toJson(failure: Failure): Failure {
  return failure.kind === "user" ? failure : { kind: "internal", message: failure.message };
}
