import { relative } from "node:path";
import { useStore } from "@limen/artifact";
import { UserError } from "@limen/errors";
import {
  type LockLookup,
  lockPath,
  notRun,
  readLock,
  readPublicKey,
  readSignature,
  type Signature,
  type VerifiedFile,
  verifyPipeline,
} from "@limen/proof";
import type { Pipeline } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError, printJson } from "../output.ts";
import { size, table } from "../render/format.ts";

interface VerifyCommandOptions extends PipelineOptions {
  readonly lock?: string;
  readonly signature?: string;
  readonly key?: string;
  /** Share of the files to read, 0 to 1. */
  readonly sample?: number;
  readonly json?: boolean;
}

/** `limen verify`: compares every byte of a pipeline's results with digests and lock file. Needs no TensorFlow, no network. */
export async function verify(file: string, options: VerifyCommandOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const lock = findLock(pipeline, options.lock);
  const signature = findSignature(pipeline, options);
  const release = await useStore(session.store.layout);
  try {
    const files = verifyPipeline(pipeline.name, session, {
      ...(lock === undefined ? {} : { lock }),
      ...(signature === undefined ? {} : { signature }),
      ...(options.sample === undefined ? {} : { sample: options.sample }),
    });
    const missing = missingNodes(pipeline, [lock, signature], files);
    const faults = files.filter(isFault);
    const good = faults.length === 0 && missing.length === 0;
    if (options.json)
      printJson({
        pipeline: pipeline.name,
        lock: lock?.path ?? null,
        signature: signature?.path ?? null,
        good,
        files,
        notRun: missing,
      });
    else printFiles(files, missing, [lock, signature]);
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

/** A signature says nothing without a key that came another way. */
function findSignature({ name }: Pipeline, { signature, key }: VerifyCommandOptions): Signature | undefined {
  if (signature !== undefined && key !== undefined) return readSignature(signature, readPublicKey(key), name);
  if (signature === undefined && key === undefined) return undefined;
  const message =
    key === undefined
      ? "with which key shall the signature be checked?"
      : "which signature shall the key check?";
  throw new UserError({ message, hint: "give both --signature FILE and --key PUBLIC_KEY" });
}

/** Whoever vouches for results: lock file, signed statement. */
type Vouchers = readonly (LockLookup | Signature | undefined)[];

function missingNodes({ instances }: Pipeline, vouchers: Vouchers, files: readonly VerifiedFile[]): string[] {
  const seen = new Set(files.map(({ node }) => node));
  const ours = instances.map(({ id }) => id).filter((id) => !seen.has(id));
  const vouchedFor = vouchers.flatMap((one) => (one && "lock" in one ? notRun(one.lock, files) : []));
  return [...new Set([...ours, ...vouchedFor])];
}

function isFault({ state }: VerifiedFile): boolean {
  return state !== "good" && state !== "unread";
}

function printFiles(files: readonly VerifiedFile[], missing: readonly string[], vouchers: Vouchers): void {
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
  const says = vouchers.flatMap((one) => (one === undefined ? [] : relative(process.cwd(), one.path)));
  const against =
    says.length === 0 ? "" : `, and what ${says.join(" and ")} ${says.length > 1 ? "say" : "says"}`;
  if (unread === 0) print(`all ${files.length} files are as they were written${against}`);
  else
    print(
      `${files.length - unread} of ${files.length} files were read and are as they were written${against}`,
    );
}
