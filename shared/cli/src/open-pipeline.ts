import type { Access } from "@limen/artifact";
import {
  findWorkspace,
  type LoadOptions,
  loadPipeline,
  openSession,
  type Pipeline,
  type Session,
} from "@limen/runner";
import { findPipeline } from "./find-pipeline.ts";
import { workspaceWithResults } from "./workspace-with-results.ts";

/** Flags of every command that reads a pipeline. */
export interface PipelineOptions {
  readonly set: readonly string[];
  readonly fast?: boolean;
}

interface OpenOptions extends Pick<LoadOptions, "missingData"> {
  /** What is done with the results: to read, if nothing is said. */
  readonly access?: Access;
  /** Whether the folder of the results must be there, as for all commands but those that make it or look ahead. */
  readonly missingResults?: "refuse" | "allow";
}

/**
 * Reads and checks a pipeline, and opens the store beside it. Throws a UserError with every problem; that the user's
 * data are not there is one only for commands that read them.
 */
export async function openPipeline(
  file: string,
  { set, fast }: PipelineOptions,
  { missingData = "refuse", access = "read", missingResults = "refuse" }: OpenOptions = {},
): Promise<{ pipeline: Pipeline; session: Session }> {
  const path = findPipeline(file);
  const workspace = findWorkspace();
  const pipeline = await loadPipeline(path, { settings: set, stagesFolder: workspace.stages, missingData });
  if (missingResults === "refuse") workspaceWithResults();
  return { pipeline, session: openSession(workspace, fast ? "fast" : undefined, access) };
}
