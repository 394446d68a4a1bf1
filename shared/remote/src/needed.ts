import type { RunRecord } from "@limen/artifact";
import { type Pipeline, type RunIdentity, upstreamOf } from "@limen/runner";

/** One artifact that is wanted, and whose. */
export interface WantedObject {
  readonly digest: string;
  readonly bytes: number;
  /** `faces.faces` */
  readonly what: string;
}

/** What is to be carried for some nodes. */
export interface Needed {
  /** Their records and those of all that they stand on, so that their keys and their origin can be told: small. */
  readonly records: readonly RunRecord[];
  readonly objects: readonly WantedObject[];
  /** Nodes of which something is carried but the record: they get readable names. */
  readonly nodes: ReadonlySet<string>;
}

/**
 * What nodes need to be looked at and to be computed anew: their outputs, and of the nodes before them just what they read.
 * `records` are those of the whole pipeline, by node.
 */
export function neededBy(
  ids: readonly string[],
  pipeline: Pipeline,
  records: ReadonlyMap<string, RunRecord>,
): Needed {
  const objects = new Map<string, WantedObject>();
  const nodes = new Set<string>();
  const want = (node: string, output: string): void => {
    const stored = records.get(node)?.outputs[output];
    if (stored === undefined) return;
    const { digest, bytes } = stored;
    if (!objects.has(digest)) objects.set(digest, { digest, bytes, what: `${node}.${output}` });
    nodes.add(node);
  };
  for (const id of ids) {
    const record = records.get(id);
    if (record === undefined) continue;
    for (const output of Object.keys(record.outputs)) want(id, output);
    for (const { from } of inputsOf(record)) {
      const dot = from.lastIndexOf(".");
      want(from.slice(0, dot), from.slice(dot + 1));
    }
  }
  const standing = new Set(ids);
  for (const instance of [...pipeline.instances].reverse()) {
    if (standing.has(instance.id)) for (const id of upstreamOf(instance)) standing.add(id);
  }
  return {
    records: [...records].filter(([id]) => standing.has(id)).map(([, record]) => record),
    objects: [...objects.values()],
    nodes,
  };
}

function inputsOf({ identity }: RunRecord) {
  return Object.values((identity as unknown as RunIdentity).inputs).flat();
}
