import { existsSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { temporaryFolder } from "@limen/artifact";
import { type Problem, throwIfAny, UserError } from "@limen/errors";
import { type ChallengedNode, challenge as judge, type Lock, lockPath, readLock } from "@limen/proof";
import { idsOf, type Pipeline } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError, printJson } from "../output.ts";
import { installEngine } from "../prepare-engine.ts";
import { challengeText } from "../render/challenge-text.ts";
import { plainLines } from "../render/plain.ts";
import { stopSignal } from "../stop-signal.ts";

interface ChallengeOptions extends PipelineOptions {
  readonly tolerance: number;
  readonly jobs?: number;
  readonly keep?: string;
  readonly json?: boolean;
}

/** `limen challenge`: computes nodes anew in a clean place and compares every output with what is claimed of it. */
export async function challenge(
  file: string,
  names: readonly string[],
  options: ChallengeOptions,
): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const ids = chosen(pipeline, names);
  refuseIdleSettings(pipeline, ids, options.set);
  const lock = claimedLock(pipeline);
  await installEngine(pipeline, ids, options.json ?? false);
  const folder = options.keep ?? temporaryFolder("limen-challenge");
  if (options.keep !== undefined) requireEmpty(options.keep);
  const stop = stopSignal();
  const renderer = plainLines();
  try {
    const judged = await judge(pipeline, session, ids, {
      folder,
      tolerance: options.tolerance,
      ...(lock === undefined ? {} : { lock }),
      jobs: options.jobs ?? Math.min(2, availableParallelism()),
      signal: stop.signal,
      onEvent: options.json ? () => {} : renderer.show,
    });
    if (options.json) printJson({ pipeline: pipeline.name, tolerance: options.tolerance, nodes: judged });
    else
      print(
        challengeText(judged, { pipeline: file, lockPath: lockPath(pipeline), tolerance: options.tolerance }),
      );
    if (options.keep !== undefined && !options.json) {
      print(
        `what was computed is kept, by its readable names: ${join(options.keep, "views", pipeline.name)}`,
      );
      print(`  → to look into it: LIMEN_ARTIFACTS=${options.keep} npx limen show ${file} NODE`);
    }
    if (stop.signal.aborted) {
      printError("stopped: not every node was challenged");
      return EXIT.stopped;
    }
    return judged.every(holds) ? EXIT.good : EXIT.failed;
  } finally {
    renderer.close();
    stop.release();
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function holds({ outputs, failure }: ChallengedNode): boolean {
  return (
    failure === undefined &&
    outputs.every(({ verdict }) => verdict !== "different" && verdict !== "not comparable")
  );
}

/** All nodes unless some are named. */
function chosen(pipeline: Pipeline, names: readonly string[]): string[] {
  if (names.length === 0) return pipeline.instances.map(({ id }) => id);
  return [...new Set(names.flatMap((name) => idsOf(pipeline, name, "NODE")))];
}

/** A node that is not challenged is not computed, so that a parameter of it would change nothing and seem to be tried. */
function refuseIdleSettings(pipeline: Pipeline, ids: readonly string[], settings: readonly string[]): void {
  throwIfAny(
    settings.flatMap((setting): Problem[] => {
      const [, named = "", instance] = /^([\w-]+)(?:\[([^\]]+)\])?\./.exec(setting) ?? [];
      const meant = pipeline.instances.filter(
        (one) => one.node === named && (instance === undefined || one.instance === instance),
      );
      if (meant.length === 0 || meant.some(({ id }) => ids.includes(id))) return [];
      const message = `${named} is not challenged: the others are computed from recorded inputs, so this would change nothing`;
      const hint = `name ${named} too, or leave this out; npx limen run with it computes all that follows from it`;
      return [{ message, place: { field: `--set ${setting}` }, hint }];
    }),
  );
}

/** The lock file beside the pipeline says what is claimed; without one the run records do. */
function claimedLock(pipeline: Pipeline): Lock | undefined {
  const lookup = readLock(lockPath(pipeline));
  if (lookup.state === "found") return lookup.lock;
  if (lookup.state === "absent") return undefined;
  throw new UserError({
    message: "this lock file is not as limen lock wrote it",
    place: { file: lookup.path },
    hint: "take it back from version control (git checkout), or make it anew with npx limen lock",
  });
}

function requireEmpty(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  const hint = "name a folder that is empty or not there yet: what is cached would not be computed";
  throw new UserError({ message: "there is something in it already", place: { file: folder }, hint });
}
