import { relative } from "node:path";
import { useStore, writeDurably } from "@limen/artifact";
import { UserError } from "@limen/errors";
import {
  firstDifference,
  keyId,
  type Lock,
  lockPath,
  makeLock,
  readLock,
  readPrivateKey,
  signaturePath,
  signLock,
} from "@limen/proof";
import { calledAs, type Pipeline } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print } from "../output.ts";
import { counted } from "../render/format.ts";

interface SignOptions extends PipelineOptions {
  readonly key: string;
  readonly out?: string;
}

/** `limen sign`: a signed statement of what the pipeline's results are. */
export async function sign(file: string, options: SignOptions): Promise<number> {
  const key = readPrivateKey(options.key);
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const release = await useStore(session.store.layout);
  try {
    const lock = await makeLock(pipeline, session);
    checkLockFile(pipeline, lock);
    const path = options.out ?? signaturePath(pipeline);
    writeDurably(path, signLock(lock, key));
    const outputs = Object.values(lock.nodes).flatMap((node) => Object.keys(node.outputs)).length;
    print(
      `wrote ${relative(process.cwd(), path)}: ${counted(outputs, "output")}, signed with key ${keyId(key)}`,
    );
    return EXIT.good;
  } finally {
    release();
  }
}

/** Two papers that vouch for different results would contradict each other. */
function checkLockFile(pipeline: Pipeline, lock: Lock): void {
  const lookup = readLock(lockPath(pipeline));
  if (lookup.state === "absent") return;
  // Code that changed without changing a byte gives other keys, which is no difference.
  if (lookup.state === "found" && firstDifference(lookup.lock, lock) === undefined) return;
  const message = "the lock file does not say what the results are now, so a statement would contradict it";
  const name = calledAs(pipeline);
  const hint = `npx limen verify ${name} says how they differ; npx limen lock ${name} takes the results as they are now`;
  throw new UserError({ message, place: { file: lookup.path }, hint });
}
