import { existsSync, statSync } from "node:fs";
import { openStore } from "@limen/artifact";
import { InternalError } from "@limen/errors";
import { createContext, type InputArtifact, loadRun, type StageEvent } from "@limen/stage";
import { importDeclaration } from "../stage-registry.ts";
import type { Job, SealedOutput } from "./job.ts";

/** Runs a job's stage in this process and puts what it made into the store. Throws what the stage throws. */
export async function runJob(
  job: Job,
  onEvent: (event: StageEvent) => void,
): Promise<Record<string, SealedOutput>> {
  const stage = await importDeclaration(job.module);
  const store = openStore(job.store);
  const inputs: Record<string, InputArtifact[]> = {};
  for (const [name, list] of Object.entries(job.inputs)) {
    inputs[name] = list.map(({ node, instance, digest, label }) => ({
      node,
      instance,
      digest,
      path: store.objects.open(digest, label),
    }));
  }
  const run = await loadRun(stage);
  const { params, seedPath, outputs, externals, workDirectory, shard } = job;
  const share = shard === undefined ? ({ kind: "all" } as const) : ({ kind: "shard", ...shard } as const);
  const given = { params, seedPath, inputs, outputs, externals, workDirectory, share, onEvent };
  await run(createContext(job.pipeline === null ? given : { ...given, pipeline: job.pipeline }));
  return shard === undefined ? seal(job) : {};
}

/** Every declared output must be there and hold something; then it goes into the store. */
function seal({ outputs, store }: Job): Record<string, SealedOutput> {
  const { objects } = openStore(store);
  const missing = Object.entries(outputs).filter(
    ([, path]) => !existsSync(path) || statSync(path).size === 0,
  );
  if (missing.length > 0) {
    throw new InternalError(`the stage ended without writing ${missing.map(([name]) => name).join(", ")}`);
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, path]) => [name, objects.put(path)]));
}
