import { relative } from "node:path";
import { useStore } from "@limen/artifact";
import { UserError } from "@limen/errors";
import { type LockLookup, lockPath, notRun, readLock, type VerifiedFile, verifyPipeline } from "@limen/proof";
import type { Pipeline } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError, printJson } from "../output.ts";
import { size, table } from "../render/format.ts";

interface VerifyCommandOptions extends PipelineOptions {
  readonly lock?: string;
  /** Share of the files to read, 0 to 1. */
  readonly sample?: number;
  readonly json?: boolean;
}

/** `limen verify`: compares every byte of a pipeline's results with digests and lock file. Needs no TensorFlow, no network. */
export async function verify(file: string, options: VerifyCommandOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const lock = findLock(pipeline, options.lock);
  const release = await useStore(session.store.layout);
  try {
    const files = verifyPipeline(pipeline.name, session, {
      ...(lock === undefined ? {} : { lock }),
      ...(options.sample === undefined ? {} : { sample: options.sample }),
    });
    const missing = missingNodes(pipeline, lock, files);
    const faults = files.filter(isFault);
    const good = faults.length === 0 && missing.length === 0;
    if (options.json)
      printJson({ pipeline: pipeline.name, lock: lock?.path ?? null, good, files, notRun: missing });
    else printFiles(files, missing, lock);
    return good ? EXIT.good : EXIT.failed;
  } finally {
    release();
  }
}

/** The lock file that is named, or the one beside the pipeline when there is one. */
function findLock(pipeline: Pipeline, named: string | undefined): LockLookup | undefined {
  const lookup = readLock(named ?? lockPath(pipeline));
  if (lookup.state === "found" && lookup.lock.pipeline !== pipeline.name) {
    const message = `this is the lock file of pipeline "${lookup.lock.pipeline}", not of "${pipeline.name}"`;
    throw new UserError({ message, place: { file: lookup.path } });
  }
  if (lookup.state !== "absent") return lookup;
  if (named === undefined) return undefined;
  const hint = "limen lock writes one beside the pipeline";
  throw new UserError({ message: "there is no such lock file", place: { file: named }, hint });
}

function missingNodes(
  { instances }: Pipeline,
  lock: LockLookup | undefined,
  files: readonly VerifiedFile[],
): string[] {
  const seen = new Set(files.map(({ node }) => node));
  const ours = instances.map(({ id }) => id).filter((id) => !seen.has(id));
  return [...new Set([...ours, ...(lock?.state === "found" ? notRun(lock.lock, files) : [])])];
}

function isFault({ state }: VerifiedFile): boolean {
  return state !== "good" && state !== "unread";
}

function printFiles(
  files: readonly VerifiedFile[],
  missing: readonly string[],
  lock: LockLookup | undefined,
): void {
  const rows = files.map(({ node, output, state, bytes }) => [
    node,
    output,
    state,
    bytes > 0 ? size(bytes) : "",
  ]);
  print(table(["node", "output", "state", "size"], rows, [3]));
  const faults = files.filter(isFault);
  for (const { node, output, state, path, why, remedy } of faults) {
    const where = node === "" ? output : `${node}, ${output}`;
    printError(`${state}: ${path} (${where})${why === undefined ? "" : `: ${why}`}`);
    if (remedy !== undefined) printError(`  → ${remedy}`);
  }
  for (const id of missing) printError(`not run: ${id}\n  → limen run computes it`);
  if (faults.length > 0 || missing.length > 0) {
    printError(`${faults.length} of ${files.length} files differ, ${missing.length} nodes did not run`);
    return;
  }
  const unread = files.filter(({ state }) => state === "unread").length;
  const against = lock === undefined ? "" : `, and what ${relative(process.cwd(), lock.path)} says`;
  if (unread === 0) print(`all ${files.length} files are as they were written${against}`);
  else
    print(
      `${files.length - unread} of ${files.length} files were read and are as they were written${against}`,
    );
}
