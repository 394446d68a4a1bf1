import type { ArtifactStore, RunRecord } from "@limen/artifact";
import { UserError } from "@limen/errors";
import type { RunIdentity } from "@limen/runner";
import { allRecords, looksLikeDigest } from "./find-run.ts";

/** One artifact and the run that made it; its inputs lead further back. */
export interface TracedRun {
  readonly key: string;
  readonly pipeline: string;
  readonly node: string;
  readonly stage: string;
  readonly started: string;
  readonly identity: RunIdentity;
  readonly inputs: readonly TracedInput[];
}

export interface TracedInput {
  /** `faces.faces` */
  readonly from: string;
  readonly digest: string;
  /** Key of the run that made it, told elsewhere in the trace; null when no record here says who did. */
  readonly madeBy: string | null;
}

export interface Trace {
  readonly digest: string;
  /** `boundaries.stimuli`; empty when a run's key was given. */
  readonly output: string;
  /** The run that made it first, then those that it stands on, each once, sources last. */
  readonly runs: readonly TracedRun[];
}

/**
 * From the beginning of an artifact's digest (such as a figure's in the report) or of a run's key back to the sources. Throws
 * a UserError when no record here knows it, or when it is the beginning of several.
 */
export function trace(text: string, store: ArtifactStore): Trace {
  const records = allRecords(store);
  const { digest, output, record } = findStart(text.replace(/^sha256:/, ""), records);
  const runs = new Map<string, TracedRun>();
  const pending = [record];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (runs.has(next.key)) continue;
    const identity = next.identity as unknown as RunIdentity;
    const inputs = Object.values(identity.inputs)
      .flat()
      .map(({ from, digest: read }) => ({ from, digest: read, maker: makerOf(from, read, records) }));
    pending.push(...inputs.flatMap(({ maker }) => maker ?? []));
    runs.set(next.key, {
      key: next.key,
      pipeline: next.pipeline,
      node: next.node,
      stage: identity.stage,
      started: next.started,
      identity,
      inputs: inputs.map(({ from, digest: read, maker }) => ({
        from,
        digest: read,
        madeBy: maker?.key ?? null,
      })),
    });
  }
  return { digest, output, runs: [...runs.values()] };
}

function findStart(text: string, records: readonly RunRecord[]) {
  if (!looksLikeDigest(text)) {
    const hint = "give at least 6 letters of a SHA-256, as the report's figures and limen show print them";
    throw new UserError({ message: `"${text}" is no digest`, hint });
  }
  const made = records.flatMap((record) =>
    Object.entries(record.outputs).map(([name, { digest }]) => ({
      record,
      digest,
      output: `${record.node}.${name}`,
    })),
  );
  const runs = records.map((record) => ({ record, digest: record.key, output: "" }));
  const matches = [...made, ...runs].filter(({ digest }) => digest.startsWith(text));
  const digests = new Set(matches.map(({ digest }) => digest));
  // Of several runs that made the same bytes the last one tells.
  const last = matches.at(-1);
  if (last === undefined) {
    const hint = "it is of another artifacts folder (LIMEN_ARTIFACTS), or limen gc has removed its record";
    throw new UserError({ message: `no run record here knows ${text}`, hint });
  }
  if (digests.size > 1) {
    throw new UserError({
      message: `${digests.size} digests begin with ${text}: ${[...digests].join(", ")}`,
      hint: "give more letters",
    });
  }
  return last;
}

/** The last run of the node that the reader names; else any that made these bytes. */
function makerOf(from: string, digest: string, records: readonly RunRecord[]): RunRecord | undefined {
  const makers = records.filter(({ outputs }) =>
    Object.values(outputs).some((output) => output.digest === digest),
  );
  const node = from.slice(0, from.lastIndexOf("."));
  return makers.filter((record) => record.node === node).at(-1) ?? makers.at(-1);
}
