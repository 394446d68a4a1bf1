import { existsSync } from "node:fs";
import type { ObserverFiles } from "@limen/collect";
import { UserError } from "@limen/errors";
import { calledAs, type NodeInstance, type Pipeline, type Session } from "@limen/runner";
import { stimuliTable } from "@limen/tables/specs";
import { lastRun } from "./last-run.ts";
import { openPipeline } from "./open-pipeline.ts";

/** An output of a node, as inputs name it. */
type Output = NodeInstance["inputs"][string][number];

/**
 * What a study is made of: a stimuli table itself, or what a pipeline made last. Its experiment says by its inputs what is shown and by
 * which net observers see; what it does not say, the node that made the stimuli does.
 */
export async function studyFilesOf(source: string): Promise<ObserverFiles> {
  if (source.endsWith(".parquet")) return { stimuli: existing(source) };
  const { pipeline, session } = await openPipeline(source, { set: [] }, { missingData: "allow" });
  const experiment = pipeline.instances.find(({ stage }) => stage.declaration.name === "run-experiment");
  const shown = experiment?.inputs.stimuli?.[0] ?? pipeline.instances.flatMap(stimuliOf).at(-1);
  const maker = pipeline.instances.find(({ id }) => id === shown?.id);
  const file = (output: Output | undefined) => output && lastOutput(pipeline, session, output);
  const stimuli = file(shown);
  if (stimuli === undefined) {
    throw new UserError({
      message: "the pipeline has made no stimuli yet",
      place: { file: source },
      hint: `npx limen run ${calledAs(pipeline)} brings it up to date; or give a stimuli table`,
    });
  }
  const faces = file(experiment?.inputs.faces?.[0] ?? maker?.inputs.faces?.[0]);
  const percept = file(experiment?.inputs.percept?.[0]);
  const predictions = file(experiment?.inputs.predictions?.[0]);
  return {
    stimuli,
    ...(faces ? { faces } : {}),
    ...(percept ? { percept } : {}),
    ...(predictions ? { predictions } : {}),
  };
}

function stimuliOf({ id, stage }: NodeInstance): Output[] {
  return Object.entries(stage.declaration.outputs).flatMap(([output, { artifact }]) =>
    artifact.kind === "table" && artifact.table.name === stimuliTable.name ? [{ id, output }] : [],
  );
}

/** What a node made last; undefined when it did not run. */
function lastOutput(pipeline: Pipeline, session: Session, { id, output }: Output): string | undefined {
  const found = lastRun(pipeline, id, session);
  if (found?.state !== "found") return undefined;
  const { digest } = found.record.outputs[output]!;
  return session.store.objects.open(
    digest,
    `${id}.${output}`,
    `npx limen run ${pipeline.file} computes it anew`,
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
