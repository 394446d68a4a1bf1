import { digestFile } from "@limen/artifact";
import { pack as packResults } from "@limen/remote";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print } from "../output.ts";
import { counted, size } from "../render/format.ts";

interface PackCommandOptions extends PipelineOptions {
  readonly blind?: boolean;
}

/** `limen pack`: a pipeline's results, its file and its lock file in one file. */
export async function pack(file: string, out: string, options: PackCommandOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const { files, bytes } = await packResults(pipeline, session, out, { blind: options.blind });
  print(`wrote ${out}: ${counted(files, "file")}, ${size(bytes)}\nsha256 ${digestFile(out)}`);
  return EXIT.good;
}
