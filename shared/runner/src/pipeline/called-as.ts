import { basename, join, resolve } from "node:path";
import { findWorkspace } from "../workspace.ts";
import type { Pipeline } from "./pipeline.ts";

/** What the command line calls a pipeline: `tiny` for pipelines/tiny.yaml of this repository, any other by its file. */
export function calledAs({ file }: Pick<Pipeline, "file">): string {
  const name = basename(file, ".yaml");
  return resolve(file) === join(findWorkspace().root, "pipelines", `${name}.yaml`) ? name : file;
}
