import { UserError } from "@limen/errors";
import { type Lock, lockPath, readLock } from "@limen/proof";
import { pull as fetchResults, type Pulled } from "@limen/remote";
import { idsOf, type Pipeline } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError, printJson } from "../output.ts";
import { counted, size } from "../render/format.ts";
import { printFault, transferLines } from "../render/transfer-lines.ts";
import { withRemote } from "../with-remote.ts";

interface PullCommandOptions extends PipelineOptions {
  readonly node: readonly string[];
  readonly lock?: string;
  readonly json?: boolean;
}

/** `limen pull`: fetches a pipeline's results, all or what one node needs, each byte checked. */
export async function pull(file: string, url: string, options: PullCommandOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const lock = options.lock === undefined ? undefined : lockOf(options.lock, pipeline);
  const ids = options.node.flatMap((name) => idsOf(pipeline, name, "--node"));
  return withRemote(url, async (remote) => {
    const progress = transferLines("pulling");
    const pulled = await fetchResults(pipeline, session, remote, {
      ids: ids.length === 0 ? undefined : ids,
      lock,
      onTransfer: progress.show,
    }).finally(progress.close);
    if (options.json) printJson({ remote: remote.name, ...pulled });
    else printPulled(pulled, remote.name, pipeline, lock);
    return pulled.faults.length === 0 && pulled.absent.length === 0 ? EXIT.good : EXIT.failed;
  });
}

function printPulled(
  { files, bytes, nodes, absent, faults }: Pulled,
  remote: string,
  pipeline: Pipeline,
  lock: Lock | undefined,
): void {
  for (const fault of faults) printFault(fault, remote);
  for (const { node, why } of absent) printError(`not there: ${node}: ${why}`);
  const [first] = absent;
  if (first !== undefined && lock === undefined && readLock(lockPath(pipeline)).state === "found")
    printError(`  → results of other code or data that a lock file names: --lock ${lockPath(pipeline)}`);
  print(
    `pulled from ${remote}: ${counted(files, "file")}, ${size(bytes)}; here now: ${nodes.join(", ") || "nothing"}`,
  );
}

function lockOf(path: string, { name }: Pipeline): Lock {
  const place = { file: path };
  const lookup = readLock(path);
  if (lookup.state === "absent") throw new UserError({ message: "there is no such lock file", place });
  if (lookup.state === "damaged")
    throw new UserError({
      message: "this lock file is not as limen lock wrote it",
      place,
      hint: "take it back from version control (git checkout)",
    });
  if (lookup.lock.pipeline !== name) {
    const message = `this is the lock file of pipeline "${lookup.lock.pipeline}", not of "${name}"`;
    throw new UserError({ message, place });
  }
  return lookup.lock;
}
