import type { ArtifactStore, RunRecord } from "@limen/artifact";
import { suggestion, UserError } from "@limen/errors";
import type { RunIdentity } from "@limen/runner";
import { allRecords, asDigest, findRuns } from "./find-run.ts";
import { openShelf, type Shelf } from "./readable-path.ts";

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
  /** Where it lies, by its readable name if it has one; null when it is not there any more. */
  readonly path: string | null;
}

/** A run that made the bytes that were asked for: equal bytes may come of several nodes, such as tables without a row. */
export interface TracedMaker {
  readonly key: string;
  readonly pipeline: string;
  readonly node: string;
  readonly output: string;
  readonly started: string;
  readonly path: string | null;
}

export interface Trace {
  readonly digest: string;
  /** `boundaries.stimuli`; empty when a run was asked for. */
  readonly output: string;
  /** All that made it, the one that is traced first; empty when a run was asked for. */
  readonly makers: readonly TracedMaker[];
  /** The run that made it first, then those that it stands on, each once, sources last. */
  readonly runs: readonly TracedRun[];
}

interface Start {
  readonly digest: string;
  readonly record: RunRecord;
  /** Null when the run itself is meant. */
  readonly output: string | null;
}

/**
 * Back to the sources: from the beginning of an artifact's digest (such as a figure's in the report) or of a run's key, or from
 * an output by name (`demo/faces.rejects`). Throws a UserError when nothing here is called so, or several are.
 */
export function trace(text: string, store: ArtifactStore): Trace {
  const records = allRecords(store);
  const shelf = openShelf(store);
  const starts = text.includes("/") ? [namedStart(text, store)] : digestStarts(text, records, shelf);
  const [first] = starts;
  if (first === undefined) throw unknownDigest(text);
  const { digest, record, output } = first;
  // An output that was asked for by name may have been made elsewhere too.
  const all = output === null || starts.length > 1 ? starts : [first, ...othersOf(first, records, shelf)];
  return {
    digest,
    output: output === null ? "" : `${record.node}.${output}`,
    makers: all.flatMap((start) => (start.output === null ? [] : makerOf(start.record, start.output))),
    runs: runsBehind(record, records, shelf),
  };

  function makerOf(maker: RunRecord, name: string): TracedMaker {
    const { key, pipeline, node, started } = maker;
    return { key, pipeline, node, output: name, started, path: shelf.pathOf(maker, name) };
  }
}

function runsBehind(record: RunRecord, records: readonly RunRecord[], shelf: Shelf): TracedRun[] {
  const runs = new Map<string, TracedRun>();
  const pending = [record];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (runs.has(next.key)) continue;
    const identity = next.identity as unknown as RunIdentity;
    const { key, pipeline, node, started } = next;
    const inputs = Object.values(identity.inputs)
      .flat()
      .map(({ from, digest }) => ({ from, digest, ...sourceOf(from, digest, pipeline, records) }));
    pending.push(...inputs.flatMap(({ maker }) => maker ?? []));
    runs.set(key, {
      key,
      pipeline,
      node,
      stage: identity.stage,
      started,
      identity,
      inputs: inputs.map(({ from, digest, maker, output }) => ({
        from,
        digest,
        madeBy: maker?.key ?? null,
        path: maker === undefined ? null : shelf.pathOf(maker, output),
      })),
    });
  }
  return [...runs.values()];
}

/** `demo/faces.rejects`, `demo/nets[vgg-s].weights`, or a node without an output. */
function namedStart(text: string, store: ArtifactStore): Start {
  const [, run = text, output] = /^([^/]+\/[^.[]+(?:\[[^\]]+\])?)(?:\.(.+))?$/.exec(text) ?? [];
  const [record] = findRuns(run, store).runs.values();
  if (record === undefined) throw unknownDigest(text);
  if (output === undefined) return { record, digest: record.key, output: null };
  const stored = Object.hasOwn(record.outputs, output) ? record.outputs[output] : undefined;
  if (stored !== undefined) return { record, digest: stored.digest, output };
  const hint = suggestion(output, Object.keys(record.outputs));
  throw new UserError({ message: `${run} has no output "${output}"`, hint });
}

function digestStarts(text: string, records: readonly RunRecord[], shelf: Shelf): Start[] {
  const start = asDigest(text);
  if (start === undefined) {
    const hint =
      "give at least 6 letters of a SHA-256, as the report's figures and limen show print them, or PIPELINE/NODE.OUTPUT";
    throw new UserError({ message: `"${text}" is no digest`, hint });
  }
  const matches = startsOf(records, shelf).filter(({ digest }) => digest.startsWith(start));
  const digests = new Set(matches.map(({ digest }) => digest));
  if (digests.size <= 1) return matches;
  throw new UserError({
    message: `${digests.size} digests begin with ${start}: ${[...digests].join(", ")}`,
    hint: "give more letters",
  });
}

/** Outputs and runs, those first that a pipeline's results consist of, in the order in which they ran; then the others, the last first. */
function startsOf(records: readonly RunRecord[], shelf: Shelf): Start[] {
  const shown = records.filter(({ key }) => shelf.isShown(key));
  const others = records.filter(({ key }) => !shelf.isShown(key)).toReversed();
  return [...shown, ...others].flatMap((record): Start[] => [
    ...Object.entries(record.outputs).map(([output, { digest }]) => ({ record, digest, output })),
    { record, digest: record.key, output: null },
  ]);
}

function othersOf(first: Start, records: readonly RunRecord[], shelf: Shelf): Start[] {
  return startsOf(records, shelf).filter(
    ({ digest, record, output }) =>
      digest === first.digest && (record.key !== first.record.key || output !== first.output),
  );
}

/** Who made what a run read: its own pipeline's node of that name, else any node of that name, else any that made these bytes; the last run. */
function sourceOf(
  from: string,
  digest: string,
  pipeline: string,
  records: readonly RunRecord[],
): { maker: RunRecord | undefined; output: string } {
  const dot = from.lastIndexOf(".");
  const [node, named] = [from.slice(0, dot), from.slice(dot + 1)];
  const makers = records.filter(({ outputs }) =>
    Object.values(outputs).some((output) => output.digest === digest),
  );
  const ofNode = makers.filter((record) => record.node === node);
  const maker =
    ofNode.filter((record) => record.pipeline === pipeline).at(-1) ?? ofNode.at(-1) ?? makers.at(-1);
  const outputs = Object.entries(maker?.outputs ?? {}).filter(([, stored]) => stored.digest === digest);
  const output = outputs.find(([name]) => name === named)?.[0] ?? outputs[0]?.[0] ?? named;
  return { maker, output };
}

function unknownDigest(text: string): UserError {
  const hint = "it is of another artifacts folder (LIMEN_ARTIFACTS), or limen gc has removed its record";
  return new UserError({ message: `no run record here knows ${text}`, hint });
}
