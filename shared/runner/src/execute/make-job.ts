import { join } from "node:path";
import type { ArtifactStore, StoredOutput } from "@limen/artifact";
import { invariant } from "@limen/errors";
import { extensionOf } from "@limen/stage";
import type { KnownOutputs } from "../identity/identify-run.ts";
import type { RunIdentity } from "../identity/run-identity.ts";
import type { NodeInstance } from "../pipeline/pipeline.ts";
import type { Job, JobInput, SealedOutput } from "./job.ts";

interface JobParts {
  readonly instance: NodeInstance;
  readonly instances: ReadonlyMap<string, NodeInstance>;
  readonly identity: RunIdentity;
  readonly key: string;
  readonly known: KnownOutputs;
  readonly store: ArtifactStore;
  readonly scratch: string;
}

/** Puts together what a node's process is told. */
export function makeJob({ instance, instances, identity, key, known, store, scratch }: JobParts): Job {
  const { declaration, module } = instance.stage;
  const inputs: Record<string, JobInput[]> = {};
  for (const [name, list] of Object.entries(instance.inputs)) {
    inputs[name] = list.map(({ id, output }) => {
      const from = instances.get(id);
      const digest = known.get(id)?.[output]?.digest;
      invariant(from !== undefined && digest !== undefined, `${instance.id} runs before ${id} is known`);
      return { node: from.node, instance: from.instance, digest, label: `${id}.${output}` };
    });
  }
  // A stage sees that an external path was given, and its content's digest, but not the path: that is no parameter.
  const digests = Object.entries(identity.externals).map(([param, digest]) => [param, `sha256:${digest}`]);
  return {
    module,
    store: store.layout.root,
    params: { ...instance.params, ...Object.fromEntries(digests) },
    seedPath: identity.seed,
    inputs,
    outputs: Object.fromEntries(
      Object.entries(declaration.outputs).map(([name, { artifact }]) => [
        name,
        join(scratch, `${name}.${extensionOf(artifact)}`),
      ]),
    ),
    externals: Object.fromEntries(
      Object.entries(instance.externals).map(([param, { path }]) => [param, path]),
    ),
    pipeline: identity.pipeline,
    workDirectory: join(store.layout.work, key),
    shard: undefined,
  };
}

/** Sealed outputs with the extension that their readable names get. */
export function toStored(
  instance: NodeInstance,
  sealed: Readonly<Record<string, SealedOutput>>,
): Record<string, StoredOutput> {
  return Object.fromEntries(
    Object.entries(instance.stage.declaration.outputs).map(([name, { artifact }]) => {
      const output = sealed[name];
      invariant(output !== undefined, `the process of ${instance.id} did not seal output ${name}`);
      return [name, { digest: output.digest, bytes: output.bytes, extension: extensionOf(artifact) }];
    }),
  );
}
