import { useStore } from "@limen/artifact";
import { type VerifiedFile, verifyPipeline } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError, printJson } from "../output.ts";
import { size, table } from "../render/format.ts";

interface VerifyOptions extends PipelineOptions {
  readonly json?: boolean;
}

/** `limen verify`: compares every byte of a pipeline's results with its digests. Needs no TensorFlow. */
export async function verify(file: string, options: VerifyOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const release = await useStore(session.store.layout);
  try {
    const files = verifyPipeline(pipeline.name, session);
    const missing = pipeline.instances
      .filter(({ id }) => !files.some(({ node }) => node === id))
      .map(({ id }) => id);
    const faults = files.filter(({ state }) => state !== "good");
    if (options.json) printJson({ pipeline: pipeline.name, files, notRun: missing });
    else printFiles(files, missing);
    return faults.length > 0 || missing.length > 0 ? EXIT.failed : EXIT.good;
  } finally {
    release();
  }
}

function printFiles(files: readonly VerifiedFile[], missing: readonly string[]): void {
  const rows = files.map(({ node, output, state, bytes }) => [
    node,
    output,
    state,
    bytes > 0 ? size(bytes) : "",
  ]);
  print(table(["node", "output", "state", "size"], rows, [3]));
  const faults = files.filter(({ state }) => state !== "good");
  for (const { node, output, state, path } of faults) printError(`${state}: ${path} (${node}, ${output})`);
  for (const id of missing) printError(`not run: ${id}`);
  if (faults.length > 0 || missing.length > 0)
    printError("limen run computes what is damaged or missing anew");
  else print(`all ${files.length} files are as they were written`);
}
