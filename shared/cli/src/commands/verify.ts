import { useStore } from "@limen/artifact";
import { UserError } from "@limen/errors";
import {
  type LockLookup,
  lastRecords,
  lockPath,
  notRun,
  otherEngine,
  otherwiseMade,
  readLock,
  readPublicKey,
  readSignature,
  type Signature,
  type VerifiedFile,
  verifyPipeline,
} from "@limen/proof";
import { calledAs, type Pipeline } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError, printJson } from "../output.ts";
import {
  engineLines,
  faultLines,
  faultVerdict,
  filesTable,
  firstFromLock,
  goodVerdict,
  isFault,
  remarkLines,
  type Verified,
} from "../render/verify-text.ts";

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
  const vouchers = [lock, signature].filter((one) => one !== undefined);
  const release = await useStore(session.store.layout);
  try {
    const files = verifyPipeline(pipeline.name, session, {
      ...(lock === undefined ? {} : { lock }),
      ...(signature === undefined ? {} : { signature }),
      ...(options.sample === undefined ? {} : { sample: options.sample }),
    });
    const verified: Verified = {
      pipeline: file,
      files,
      notRun: missingNodes(pipeline, vouchers, files),
      vouchers,
      lockPath: lockPath(pipeline),
      otherEngine:
        lock?.state === "found" ? otherEngine(lock.lock, lastRecords(pipeline.name, session)) : undefined,
      otherwiseMade: otherwiseMade(pipeline, session),
    };
    const good = !files.some(isFault) && verified.notRun.length === 0;
    if (options.json) printJson(jsonOf(pipeline, verified, good, lock, signature));
    else printVerified(verified, good);
    return good ? EXIT.good : EXIT.failed;
  } finally {
    release();
  }
}

function jsonOf(
  { name }: Pipeline,
  { files, notRun: missing, otherEngine: other, otherwiseMade: otherwise }: Verified,
  good: boolean,
  lock: LockLookup | undefined,
  signature: Signature | undefined,
) {
  return {
    pipeline: name,
    lock: lock?.path ?? null,
    signature: signature?.path ?? null,
    good,
    files,
    notRun: missing,
    firstFromLock: firstFromLock(files) ?? null,
    otherEngine: other ?? null,
    otherwiseMade: otherwise,
  };
}

function printVerified(verified: Verified, good: boolean): void {
  for (const line of engineLines(verified)) printError(line);
  print(filesTable(verified));
  if (good) print(goodVerdict(verified));
  else for (const line of [...faultLines(verified), ...faultVerdict(verified)]) printError(line);
  for (const line of remarkLines(verified)) print(line);
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
  const hint = `npx limen lock ${calledAs(pipeline)} writes one beside the pipeline`;
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

function missingNodes(
  { instances }: Pipeline,
  vouchers: Verified["vouchers"],
  files: readonly VerifiedFile[],
): string[] {
  const seen = new Set(files.map(({ node }) => node));
  const ours = instances.map(({ id }) => id).filter((id) => !seen.has(id));
  const vouchedFor = vouchers.flatMap((one) => ("lock" in one ? notRun(one.lock, files) : []));
  return [...new Set([...ours, ...vouchedFor])];
}
