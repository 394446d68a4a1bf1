import { existsSync } from "node:fs";
import { join, relative } from "node:path";
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

/** `demo` stands for pipelines/demo.yaml; anything that exists stands for itself. */
export function findPipeline(file: string): string {
  const { root } = findWorkspace();
  const named = join(root, "pipelines", `${file}.yaml`);
  return !existsSync(file) && /^[\w-]+$/.test(file) && existsSync(named)
    ? relative(process.cwd(), named)
    : file;
}
