import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "@limen/errors";
import { currentRecords, type Lock, lockOf } from "@limen/proof";
import type { NodeInstance, Pipeline, RunIdentity, Session } from "@limen/runner";
import { type ArtifactKind, extensionOf } from "@limen/stage";

/** A node's result as it is to be published: nothing of host, process or place. */
export interface ReleasedRun {
  readonly id: string;
  readonly key: string;
  readonly stage: ReleasedStage;
  readonly identity: RunIdentity;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly ended: string;
  readonly inputs: readonly ReleasedInput[];
  readonly outputs: readonly ReleasedOutput[];
}

export interface ReleasedStage {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  readonly readme: string;
}

/** What a run read: `from` names the output that it came from. */
export interface ReleasedInput {
  readonly name: string;
  readonly from: string;
}

export interface ReleasedOutput {
  /** `faces.faces` */
  readonly id: string;
  readonly name: string;
  readonly meaning: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly artifact: ArtifactKind;
  /** Where its bytes are. */
  readonly object: string;
  /** Readable place, such as `nets/vgg-s/weights.safetensors`. */
  readonly path: string;
}

export interface Results {
  readonly pipeline: string;
  /** Name and text of the pipeline's file. */
  readonly file: { readonly name: string; readonly text: string };
  readonly seed: string | number;
  readonly lock: Lock;
  /** In pipeline order. */
  readonly runs: readonly ReleasedRun[];
}

/** The pipeline's results, every byte checked. Throws a UserError when they are not those of the pipeline as it stands. */
export async function readResults(pipeline: Pipeline, session: Session): Promise<Results> {
  const records = currentRecords(pipeline, session);
  const runs = pipeline.instances.map((instance): ReleasedRun => {
    const record = records.get(instance.id)!;
    const identity = record.identity as unknown as RunIdentity;
    return {
      id: instance.id,
      key: record.key,
      stage: stageOf(instance),
      identity,
      started: record.started,
      ended: new Date(Date.parse(record.started) + Math.round(record.seconds * 1000)).toISOString(),
      inputs: Object.entries(identity.inputs).flatMap(([name, list]) =>
        list.map(({ from }) => ({ name, from })),
      ),
      outputs: Object.entries(record.outputs).map(([name, { digest, bytes }]): ReleasedOutput => {
        const { artifact, meaning } = declaredOutput(instance, name);
        const folder = instance.instance === null ? instance.node : join(instance.node, instance.instance);
        return {
          id: `${instance.id}.${name}`,
          name,
          meaning,
          sha256: digest,
          bytes,
          artifact,
          object: session.store.objects.path(digest),
          path: join(folder, `${name}.${extensionOf(artifact)}`),
        };
      }),
    };
  });
  const file = { name: basename(pipeline.file), text: readFileSync(pipeline.file, "utf8") };
  return {
    pipeline: pipeline.name,
    file,
    seed: pipeline.seed,
    lock: await lockOf(pipeline, records, session),
    runs,
  };
}

/** Throws a UserError for an output that the stage does not make: then no run wrote the record. */
function declaredOutput({ id, stage }: NodeInstance, name: string) {
  const { outputs } = stage.declaration;
  if (Object.hasOwn(outputs, name)) return outputs[name]!;
  throw new UserError({
    message: `the run record of ${id} names an output ${JSON.stringify(name)}, which its stage does not make`,
    hint: "delete the record and run the pipeline again; ask whoever gave you these artifacts",
  });
}

function stageOf({ stage: { declaration, directory } }: NodeInstance): ReleasedStage {
  const { version = "0" } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    readonly version?: string;
  };
  const { name, summary } = declaration;
  return { name, summary, version, readme: join(directory, "README.md") };
}

/** Nodes in which people answered, or simulated ones. */
export function answerersOf({ runs }: Results): { readonly id: string; readonly simulated: boolean }[] {
  return runs
    .filter(({ stage }) => stage.name === "run-experiment" || stage.name === "read-votes")
    .map(({ id, stage, identity }) => ({
      id,
      simulated: stage.name === "run-experiment" && identity.params.mode === "simulate",
    }));
}
