import { rmSync } from "node:fs";
import { canonicalJson, type RunRecord, scratchDirectory, useStore } from "@limen/artifact";
import type { Lock } from "@limen/proof";
import { type Pipeline, type Plan, type Selected, type Session, Views } from "@limen/runner";
import { explainAbsent } from "./explain-absent.ts";
import { type Fault, pushAgain } from "./fault.ts";
import { fetchObjects } from "./fetch-objects.ts";
import { type Found, locateLocked } from "./locate-locked.ts";
import { locateRuns } from "./locate-runs.ts";
import { neededBy } from "./needed.ts";
import type { Remote } from "./remote.ts";
import { type RemoteLock, readRemoteLock } from "./remote-lock.ts";
import { RemoteRecords } from "./remote-records.ts";
import type { OnTransfer } from "./transfer-event.ts";

export interface PullOptions {
  /** Instances; all when undefined. */
  readonly ids?: readonly string[] | undefined;
  /** Take what it names, whatever code and parameters are here, and no bytes but those it names. */
  readonly lock?: Lock | undefined;
  readonly onTransfer?: OnTransfer | undefined;
}

export interface Pulled {
  readonly files: number;
  readonly bytes: number;
  /** Nodes whose results are here now. */
  readonly nodes: readonly string[];
  /** Nodes that the remote has nothing of, and why it was looked for. */
  /** Those of them whose runs have other keys than the lock file names: its bytes, by other code or parameters. */
  readonly otherKeys: readonly string[];
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
    const remedy = pushAgain(pipeline, remote);
    const remoteRecords = new RemoteRecords(remote, scratch, remedy);
    const theirLock = () => readRemoteLock(remote, pipeline, scratch);
    const found =
      lock === undefined
        ? await byPlan(pipeline, session, remoteRecords, theirLock)
        : await locateLocked(lock, session, remoteRecords, theirLock);
    const wanted = ids ?? found.map(({ node }) => node);
    const records = new Map(found.flatMap(({ node, record }) => (record ? [[node, record] as const] : [])));
    const absent = found.filter(({ node, record }) => wanted.includes(node) && record === undefined);
    const needed = neededBy(
      wanted.filter((id) => records.has(id)),
      pipeline,
      records,
    );
    const fetched = await fetchObjects(needed.objects, store, remote, scratch, remedy, onTransfer);
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
      otherKeys: nodes.filter(
        (node) => lock !== undefined && records.get(node)?.key !== lock.nodes[node]?.key,
      ),
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

/** Results of the pipeline as it stands; where there are none, how what was pushed last differs from it. */
async function byPlan(
  pipeline: Pipeline,
  session: Session,
  records: RemoteRecords,
  theirLock: () => Promise<RemoteLock>,
): Promise<Found[]> {
  const located = await locateRuns(pipeline, session, records);
  const found = located.map(({ node: { id, state, reason }, record }) => ({
    node: id,
    record,
    why: state === "run" ? "no result of this code and these parameters" : reason,
  }));
  return found.every(({ record }) => record !== undefined)
    ? found
    : explainAbsent(found, pipeline, session, records, await theirLock());
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
    const records = new RemoteRecords(remote, scratch, pushAgain(pipeline, remote));
    const located = await locateRuns(pipeline, session, records, forced);
    const nodes = located.map(({ node, isHere }) =>
      node.state === "hit" && !isHere ? { ...node, reason: `from ${remote.name}` } : node,
    );
    return { pipeline: pipeline.name, file: pipeline.file, nodes };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
