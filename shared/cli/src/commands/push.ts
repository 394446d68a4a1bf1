import { push as copyOut } from "@limen/remote";
import { calledAs, idsOf } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError, printJson } from "../output.ts";
import { counted, size } from "../render/format.ts";
import { printFault, transferLines } from "../render/transfer-lines.ts";
import { withRemote } from "../with-remote.ts";

interface PushCommandOptions extends PipelineOptions {
  readonly node: readonly string[];
  readonly check?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `limen push`: copies a pipeline's results to where others can pull them. */
export async function push(file: string, url: string, options: PushCommandOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const ids = options.node.flatMap((name) => idsOf(pipeline, name, "--node"));
  return withRemote(url, async (remote) => {
    const progress = transferLines("pushing");
    const { check, force } = options;
    const wanted = ids.length === 0 ? undefined : ids;
    const pushed = await copyOut(pipeline, session, remote, {
      ids: wanted,
      check,
      force,
      onTransfer: progress.show,
    }).finally(progress.close);
    if (options.json) printJson({ remote: remote.name, ...pushed });
    else {
      for (const { path, what, why } of pushed.replaced)
        print(`replaced: ${remote.name}/${path} (${what}): ${why}`);
      for (const { node, why } of pushed.leftOut) printError(`left out: ${node}: ${why}`);
      if (pushed.leftOut.length > 0)
        printError(`  → npx limen run ${calledAs(pipeline)} brings these up to date`);
      for (const fault of pushed.faults) printFault(fault, remote.name);
      print(
        `pushed to ${remote.name}: ${counted(pushed.files, "file")}, ${size(pushed.bytes)}; ${pushed.skipped} ${pushed.skipped === 1 ? "was" : "were"} there`,
      );
    }
    const isWhole = pushed.faults.length === 0 && pushed.leftOut.length === 0;
    return isWhole ? EXIT.good : EXIT.failed;
  });
}
