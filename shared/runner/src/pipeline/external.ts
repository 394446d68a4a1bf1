import { resolve } from "node:path";
import type { Draft } from "./draft.ts";
import type { Path } from "./pipeline-source.ts";

/** Absolute place of an external path: relative to the pipeline's folder, or to the working directory from --set. */
export function resolveExternal(
  text: string,
  path: Path,
  { source, cwd }: Pick<Draft, "source" | "cwd">,
): string {
  return resolve(source.isSet(path) ? cwd : source.directory, text);
}
