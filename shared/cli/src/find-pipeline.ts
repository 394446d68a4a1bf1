import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { suggestion, UserError } from "@limen/errors";
import { findWorkspace } from "@limen/runner";
import { shellWord } from "./command-line.ts";

/**
 * `demo` stands for pipelines/demo.yaml, unless a file is called so; anything else is the file itself. Throws a UserError for a
 * name of nothing.
 */
export function findPipeline(file: string): string {
  const kind = statSync(file, { throwIfNoEntry: false });
  const folder = join(findWorkspace().root, "pipelines");
  const named = join(folder, `${file}.yaml`);
  const isName = /^[\w-]+$/.test(file) && !kind?.isFile();
  if (isName && existsSync(named)) return relative(process.cwd(), named);
  if (kind?.isDirectory()) refuseUnpacked(file);
  if (!isName || kind !== undefined) return file;
  throw new UserError({
    message: `there is no pipeline "${file}", nor a file of that name`,
    hint: suggestion(file, namesIn(folder)),
  });
}

/** Pipelines by name: claims files and the like have a dot more. */
function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => /^([\w-]+)\.yaml$/.exec(name)?.[1] ?? []);
}

/** What limen unpack made is worth a word: its results are where nobody looks for them. */
function refuseUnpacked(folder: string): void {
  const file = join(folder, `${basename(folder)}.yaml`);
  if (!existsSync(file) || !existsSync(join(folder, "artifacts"))) return;
  throw new UserError({
    message: "this is a folder, and no pipeline",
    place: { file: folder },
    hint: `name the pipeline in it, and its results: ${unpackedCommand("verify", folder, file)}`,
  });
}

/** A command on the results of an unpacked folder. */
export function unpackedCommand(command: string, folder: string, file: string): string {
  return `LIMEN_ARTIFACTS=${shellWord(join(folder, "artifacts"))} npx limen ${command} ${shellWord(file)}`;
}
