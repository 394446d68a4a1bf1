import { UserError } from "@limen/errors";
import { type Lock, lockPath, readLock } from "@limen/proof";
import { pull as fetchResults, type Pulled, requirePlace } from "@limen/remote";
import { calledAs, idsOf, type Pipeline } from "@limen/runner";
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
  const { pipeline, session } = await openPipeline(file, options, {
    missingData: "allow",
    access: "write",
    missingResults: "allow",
  });
  const lock = options.lock === undefined ? undefined : lockOf(options.lock, pipeline);
  const ids = options.node.flatMap((name) => idsOf(pipeline, name, "--node"));
  return withRemote(url, async (remote) => {
    await requirePlace(remote);
    const progress = transferLines("pulling");
    const pulled = await fetchResults(pipeline, session, remote, {
      ids: ids.length === 0 ? undefined : ids,
      lock,
      onTransfer: progress.show,
    }).finally(progress.close);
    if (options.json) printJson({ remote: remote.name, ...pulled });
    else printPulled(pulled, remote.name, pipeline, options.lock);
    return pulled.faults.length === 0 && pulled.absent.length === 0 ? EXIT.good : EXIT.failed;
  });
}

function printPulled(
  { files, bytes, nodes, otherKeys, absent, faults }: Pulled,
  remote: string,
  pipeline: Pipeline,
  lock: string | undefined,
): void {
  for (const fault of faults) printFault(fault, remote);
  for (const { node, why } of absent) printError(`not there: ${node}: ${why}`);
  if (absent.length > 0 && lock === undefined) printError(`  → ${lockHint(pipeline, remote)}`);
  if (otherKeys.length > 0)
    print(
      `${otherKeys.join(", ")}: the bytes that ${lock} names, from runs of other code or parameters than it names`,
    );
  print(
    `pulled from ${remote}: ${counted(files, "file")}, ${size(bytes)}; here now: ${nodes.join(", ") || "nothing"}`,
  );
}

/** Keys change with any edit of code: whoever wants somebody's results names their lock file. */
function lockHint(pipeline: Pipeline, remote: string): string {
  const beside = lockPath(pipeline);
  const isThere = readLock(beside).state === "found";
  const command = `npx limen pull ${calledAs(pipeline)} ${remote} --lock ${isThere ? beside : "FILE"}`;
  const which = isThere ? "those that the lock file names" : "those that somebody's lock file names";
  return `results of other code or data, ${which}: ${command}`;
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
