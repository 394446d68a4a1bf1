import { rmSync } from "node:fs";
import { canonicalJson, type RunRecord, scratchDirectory, useStore } from "@limen/artifact";
import { type Problem, throwIfAny } from "@limen/errors";
import type { Lock } from "@limen/proof";
import { type Pipeline, type Plan, parseInstanceId, type Selected, type Session, Views } from "@limen/runner";
import type { Fault } from "./fault.ts";
import { fetchObjects } from "./fetch-objects.ts";
import { locateRuns } from "./locate-runs.ts";
import { neededBy } from "./needed.ts";
import type { Remote } from "./remote.ts";
import { recordPath } from "./remote-paths.ts";
import { RemoteRecords } from "./remote-records.ts";
import type { OnTransfer } from "./transfer-event.ts";

export interface PullOptions {
  /** Instances; all when undefined. */
  readonly ids?: readonly string[] | undefined;
  /** Take the runs that it names, whatever code and parameters are here, and no bytes but those it names. */
  readonly lock?: Lock | undefined;
  readonly onTransfer?: OnTransfer | undefined;
}

export interface Pulled {
  readonly files: number;
  readonly bytes: number;
  /** Nodes whose results are here now. */
  readonly nodes: readonly string[];
  /** Nodes that the remote has nothing of, and why it was looked for. */
  readonly absent: readonly { readonly node: string; readonly why: string }[];
  readonly faults: readonly Fault[];
}

/**
 * Brings the results of a pipeline as it stands, or those of a lock file, into the store. A run's record is saved only when
 * all that was wanted of it is there and right; readable names come last.
 */
export async function pull(
  pipeline: Pipeline,
  session: Session,
  remote: Remote,
  { ids, lock, onTransfer }: PullOptions,
): Promise<Pulled> {
  const { store } = session;
  const release = await useStore(store.layout);
  const scratch = scratchDirectory(store.layout);
  try {
    const remoteRecords = new RemoteRecords(remote, scratch);
    const found =
      lock === undefined
        ? await byPlan(pipeline, session, remoteRecords)
        : await byLock(lock, session, remoteRecords);
    const wanted = ids ?? found.map(({ node }) => node);
    const records = new Map(found.flatMap(({ node, record }) => (record ? [[node, record] as const] : [])));
    const absent = found.filter(({ node, record }) => wanted.includes(node) && record === undefined);
    const needed = neededBy(
      wanted.filter((id) => records.has(id)),
      pipeline,
      records,
    );
    const fetched = await fetchObjects(needed.objects, store, remote, scratch, onTransfer);
    const refused = new Set(fetched.faults.map(({ path }) => path));
    const isWhole = (record: RunRecord) =>
      Object.values(record.outputs).every(
        ({ digest }) => !refused.has(`objects/${digest.slice(0, 2)}/${digest}`),
      );
    const nodes: string[] = [];
    const views = new Views(pipeline, session);
    for (const [node, record] of records) {
      if (!needed.records.includes(record) || !isWhole(record)) continue;
      keepRecord(store, record);
      const instance = pipeline.instances.find(({ id }) => id === node);
      if (!needed.nodes.has(node) || instance === undefined) continue;
      const named = Object.entries(record.outputs).filter(
        ([, { digest }]) => store.objects.check(digest).state === "good",
      );
      views.add(instance, record.key, Object.fromEntries(named));
      nodes.push(node);
    }
    views.save();
    return {
      files: fetched.files,
      bytes: fetched.bytes,
      nodes,
      absent: absent.map(({ node, why }) => ({ node, why })),
      faults: [...remoteRecords.faults, ...found.flatMap(({ fault }) => fault ?? []), ...fetched.faults],
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    release();
  }
}

/** A run that is here keeps its own clock and host; one that came to other bytes gives way to what was asked for. */
function keepRecord({ records }: Session["store"], record: RunRecord): void {
  const mine = records.find(record.key);
  if (mine.state === "found" && canonicalJson(mine.record.outputs) === canonicalJson(record.outputs)) return;
  records.save(record);
}

interface Found {
  readonly node: string;
  readonly record: RunRecord | undefined;
  readonly why: string;
  readonly fault?: Fault;
}

async function byPlan(pipeline: Pipeline, session: Session, records: RemoteRecords): Promise<Found[]> {
  const located = await locateRuns(pipeline, session, records);
  return located.map(({ node: { id, state, reason }, record }) => ({
    node: id,
    record,
    why: state === "run" ? "no result of this code and these parameters" : reason,
  }));
}

async function byLock(lock: Lock, { store }: Session, records: RemoteRecords): Promise<Found[]> {
  checkNames(lock);
  const nodes = Object.entries(lock.nodes);
  const here = (key: string) => {
    const found = store.records.find(key);
    return found.state === "found" ? found.record : undefined;
  };
  await records.ask(nodes.map(([, { key }]) => key));
  return nodes.map(([node, locked]): Found => {
    const says = (record: RunRecord | undefined) =>
      record !== undefined &&
      Object.entries(locked.outputs).every(([name, { sha256 }]) => record.outputs[name]?.digest === sha256);
    const [mine, theirs] = [here(locked.key), records.find(locked.key)];
    const record = says(mine) ? mine : says(theirs) ? theirs : undefined;
    if (record !== undefined || theirs === undefined) return { node, record, why: "no run of that key" };
    const why = "its outputs are not those that the lock file names";
    const fault = { path: recordPath(locked.key), what: node, why, remedy: "ask whoever pushed it" };
    return { node, record: undefined, why, fault };
  });
}

/** Names of nodes become folders. */
function checkNames({ nodes }: Lock): void {
  throwIfAny(
    Object.keys(nodes).flatMap((id): Problem[] =>
      parseInstanceId(id) === undefined
        ? [{ message: `the lock file names a node ${JSON.stringify(id)}, which cannot be one` }]
        : [],
    ),
  );
}

/** The plan of a run that reads through a remote: what is only there counts as there, and says so. */
export async function planThrough(
  pipeline: Pipeline,
  session: Session,
  remote: Remote,
  { forced }: Pick<Selected, "forced">,
): Promise<Plan> {
  const scratch = scratchDirectory(session.store.layout);
  try {
    const records = new RemoteRecords(remote, scratch);
    const located = await locateRuns(pipeline, session, records, forced);
    const nodes = located.map(({ node, isHere }) =>
      node.state === "hit" && !isHere ? { ...node, reason: `from ${remote.name}` } : node,
    );
    return { pipeline: pipeline.name, file: pipeline.file, nodes };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
