import { existsSync } from "node:fs";
import type { ArtifactStore, PipelineView, RunRecord } from "@limen/artifact";
import { countNamed, type Withdrawn } from "./named-people.ts";

/** A run whose results hold people who withdrew. */
export interface Holder {
  readonly pipeline: string;
  readonly node: string;
  readonly key: string;
  /** Those of its outputs that no run without these people makes. */
  readonly outputs: readonly { readonly name: string; readonly path: string; readonly people: number }[];
  /** (people) that withdrew and are named in it; 0: it was computed from their answers. */
  readonly people: number;
  /** Pipelines whose current results it is part of: a rerun replaces it there. Garbage collection keeps it until then. */
  readonly current: readonly string[];
}

/** Only experiments take in answers from outside the store. */
const EXPERIMENT = "run-experiment";

/**
 * The runs in a store that hold somebody who withdrew: experiments whose tables name them, and everything computed from those, by what
 * each run's record says that it read. Bytes that some other run made without them are nobody's.
 */
export async function findHolders(
  { records, objects }: ArtifactStore,
  views: readonly PipelineView[],
  withdrawn: Withdrawn,
): Promise<Holder[]> {
  const runs = records.keys().flatMap((key) => {
    const found = records.find(key);
    return found.state === "found" ? [found.record] : [];
  });
  const people = new Map<string, number>();
  const countIn = async (record: RunRecord) => {
    for (const { digest, extension } of Object.values(record.outputs)) {
      const path = objects.path(digest);
      if (people.has(digest) || !existsSync(path)) continue;
      people.set(digest, await countNamed(path, extension, withdrawn));
    }
  };
  for (const record of runs) if (identityOf(record).stage === EXPERIMENT) await countIn(record);
  const named = (digest: string) => people.get(digest) ?? 0;
  const clean = cleanDigests(runs, named);
  const holding = runs.filter(({ outputs }) =>
    Object.values(outputs).some(({ digest }) => !clean.has(digest)),
  );
  for (const record of holding) await countIn(record);
  return holding.map((record) => {
    const outputs = Object.entries(record.outputs)
      .filter(([, { digest }]) => !clean.has(digest))
      .map(([name, { digest }]) => ({ name, path: objects.path(digest), people: named(digest) }));
    return {
      pipeline: record.pipeline,
      node: record.node,
      key: record.key,
      outputs,
      people: Math.max(...outputs.map((output) => output.people)),
      current: views.filter(({ nodes }) => nodes[record.node] === record.key).map(({ pipeline }) => pipeline),
    };
  });
}

/** Of all that the runs made, what can be made without anybody who withdrew. */
function cleanDigests(runs: readonly RunRecord[], named: (digest: string) => number): ReadonlySet<string> {
  const made = new Set(runs.flatMap(({ outputs }) => Object.values(outputs).map(({ digest }) => digest)));
  const clean = new Set<string>();
  let waiting = runs;
  for (let before = -1; before !== waiting.length; ) {
    before = waiting.length;
    waiting = waiting.filter((record) => {
      const { inputs } = identityOf(record);
      const isReady = Object.values(inputs)
        .flat()
        .every(({ digest }) => clean.has(digest) || !made.has(digest));
      if (!isReady) return true;
      for (const { digest } of Object.values(record.outputs)) if (named(digest) === 0) clean.add(digest);
      return false;
    });
  }
  return clean;
}

interface Identity {
  readonly stage: string;
  readonly inputs: Readonly<Record<string, readonly { readonly digest: string }[]>>;
}

/** As the runner writes it. */
function identityOf({ identity }: RunRecord): Identity {
  return identity as unknown as Identity;
}
