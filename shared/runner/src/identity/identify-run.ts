import { canonicalJson, digestText, type StoredOutput } from "@limen/artifact";
import type { EngineIdentity } from "@limen/engine";
import { invariant } from "@limen/errors";
import type { NodeInstance, Pipeline } from "../pipeline/pipeline.ts";
import { codeIdentity } from "./code-identity.ts";
import type { ExternalDigests } from "./external-digest.ts";
import type { InputIdentity, RunIdentity } from "./run-identity.ts";

/** Outputs of instances whose result is known. */
export type KnownOutputs = ReadonlyMap<string, Readonly<Record<string, StoredOutput>>>;

export interface IdentitySources {
  readonly externals: ExternalDigests;
  /** The engine's identity; asked for only when a stage computes with it. */
  readonly engine: () => EngineIdentity;
}

/** What identifies the run of an instance. Inputs whose maker is not in `known` are left out: see hasAllInputs. */
export function identifyRun(
  pipeline: Pick<Pipeline, "seed" | "picture">,
  instance: NodeInstance,
  known: KnownOutputs,
  sources: IdentitySources,
): RunIdentity {
  const { stage, node, params } = instance;
  return {
    format: 1,
    stage: stage.declaration.name,
    ...codeIdentity(stage.directory),
    params,
    externals: mapValues(instance.externals, ({ path }) => sources.externals.digest(path)),
    inputs: mapValues(instance.inputs, (list) =>
      list
        .filter(({ id }) => known.has(id))
        .map(({ id, output }): InputIdentity => {
          const stored = known.get(id)?.[output];
          invariant(stored !== undefined, `the record of ${id} has no output ${output}`);
          return { from: `${id}.${output}`, digest: stored.digest };
        }),
    ),
    seed: instance.instance === null ? [pipeline.seed, node] : [pipeline.seed, node, instance.instance],
    pipeline: stage.declaration.drawsPipeline === true ? pipeline.picture : null,
    engine: stage.declaration.engine ? sources.engine() : null,
  };
}

/** The key of a run: SHA-256 of its identity's canonical JSON. */
export function keyOf(identity: RunIdentity): string {
  return digestText(canonicalJson(identity));
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
