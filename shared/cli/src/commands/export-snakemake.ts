import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { writeDurably } from "@limen/artifact";
import { UserError } from "@limen/errors";
import { findWorkspace } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print } from "../output.ts";
import { snakefileText } from "../snakemake/snakefile.ts";

const FIRST_WORDS = "# Written by limen export snakemake.";

/** `limen export snakemake`: the pipeline as a Snakefile. */
export async function exportSnakemake(
  file: string,
  options: PipelineOptions & { readonly to: string },
): Promise<number> {
  const { pipeline } = await openPipeline(file, options, {
    missingData: "allow",
    missingResults: "allow",
  });
  const { to, set, fast } = options;
  if (existsSync(to) && !readFileSync(to, "utf8").startsWith(FIRST_WORDS)) {
    throw new UserError({
      message: "there is a file that Limen did not write",
      place: { file: to },
      hint: "name another place with --to",
    });
  }
  const folder = dirname(resolve(to));
  const text = snakefileText(pipeline, {
    limen: relative(folder, join(findWorkspace().root, "shared/cli/bin/limen.mjs")),
    pipeline: relative(folder, resolve(pipeline.file)),
    flags: [...set.flatMap((one) => ["--set", one]), ...(fast ? ["--fast"] : [])],
  });
  writeDurably(to, text);
  print(`wrote ${to}: ${pipeline.instances.length} node instances; run it with snakemake -s ${to} -c2`);
  return EXIT.good;
}
