import { existsSync } from "node:fs";
import type { StudyFiles } from "@limen/collect";
import { UserError } from "@limen/errors";
import type { NodeInstance } from "@limen/runner";
import { facesTable, stimuliTable } from "@limen/tables/specs";
import { lastRun } from "./last-run.ts";
import { openPipeline } from "./open-pipeline.ts";

/** The tables of a study: a stimuli table itself, or those that a pipeline made last. */
export async function studyFilesOf(source: string): Promise<StudyFiles> {
  if (source.endsWith(".parquet")) return { stimuli: existing(source) };
  const { pipeline, session } = await openPipeline(source, { set: [] }, { missingData: "allow" });
  const newest = (table: string): string | undefined => {
    const makers = pipeline.instances.flatMap((instance) => outputsOf(instance, table));
    for (const { id, output } of makers.reverse()) {
      const found = lastRun(pipeline, id, session);
      if (found?.state !== "found") continue;
      return session.store.objects.open(found.record.outputs[output]!.digest, `${id}.${output}`);
    }
    return undefined;
  };
  const stimuli = newest(stimuliTable.name);
  if (stimuli === undefined) {
    throw new UserError({
      message: "the pipeline has made no stimuli yet",
      place: { file: source },
      hint: "limen run brings it up to date; or give a stimuli table",
    });
  }
  const faces = newest(facesTable.name);
  return faces === undefined ? { stimuli } : { stimuli, faces };
}

/** Outputs of a node that are tables of that name. */
function outputsOf({ id, stage }: NodeInstance, table: string): { id: string; output: string }[] {
  return Object.entries(stage.declaration.outputs).flatMap(([output, { artifact }]) =>
    artifact.kind === "table" && artifact.table.name === table ? [{ id, output }] : [],
  );
}

function existing(file: string): string {
  if (existsSync(file)) return file;
  throw new UserError({
    message: "no such file",
    place: { file },
    hint: "give a stimuli table or a pipeline",
  });
}
