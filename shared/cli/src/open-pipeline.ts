import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { suggestion, UserError } from "@limen/errors";
import {
  findWorkspace,
  type LoadOptions,
  loadPipeline,
  openSession,
  type Pipeline,
  type Session,
} from "@limen/runner";

/** Flags of every command that reads a pipeline. */
export interface PipelineOptions {
  readonly set: readonly string[];
  readonly fast?: boolean;
}

/**
 * Reads and checks a pipeline, and opens the store beside it. Throws a UserError with every problem; that the user's
 * data are not there is one only for commands that read them.
 */
export async function openPipeline(
  file: string,
  { set, fast }: PipelineOptions,
  { missingData }: Pick<LoadOptions, "missingData"> = {},
): Promise<{ pipeline: Pipeline; session: Session }> {
  const workspace = findWorkspace();
  const path = findPipeline(file);
  const pipeline = await loadPipeline(path, {
    settings: set,
    stagesFolder: workspace.stages,
    missingData: missingData ?? "refuse",
  });
  return { pipeline, session: fast ? openSession(workspace, "fast") : openSession(workspace) };
}

/** `demo` stands for pipelines/demo.yaml; anything that exists stands for itself. Throws a UserError for a name of nothing. */
export function findPipeline(file: string): string {
  const folder = join(findWorkspace().root, "pipelines");
  if (existsSync(file) || !/^[\w-]+$/.test(file)) return file;
  const named = join(folder, `${file}.yaml`);
  if (existsSync(named)) return relative(process.cwd(), named);
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
