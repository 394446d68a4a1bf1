import type { RunRecord } from "@limen/artifact";
import { readView } from "@limen/artifact";
import { type Problem, throwIfAny } from "@limen/errors";
import type { Lock, LockedNode } from "@limen/proof";
import { parseInstanceId, type Session } from "@limen/runner";
import type { Fault } from "./fault.ts";
import type { RemoteLock } from "./remote-lock.ts";
import { recordPath } from "./remote-paths.ts";
import type { RemoteRecords } from "./remote-records.ts";

/** A node that is wanted: its run, or why there is none. */
export interface Found {
  readonly node: string;
  readonly record: RunRecord | undefined;
  readonly why: string;
  readonly fault?: Fault;
}

/**
 * Looks for the results that a lock file names, whatever code is here: the run of the key that it gives, or, since keys change
 * with any edit of code and outputs do not, the last run of that node, here or in the remote, that made exactly these outputs.
 */
export async function locateLocked(
  lock: Lock,
  { store }: Session,
  records: RemoteRecords,
  theirLock: () => Promise<RemoteLock>,
): Promise<Found[]> {
  checkNames(lock);
  const nodes = Object.entries(lock.nodes);
  const last = readView(store.layout, lock.pipeline).nodes;
  const recordHere = (key: string | undefined) => {
    const found = key === undefined ? undefined : store.records.find(key);
    return found?.state === "found" ? found.record : undefined;
  };
  await records.ask(nodes.map(([, { key }]) => key));
  const near = new Map(
    nodes.map(([node, locked]) => {
      const candidates = [recordHere(locked.key), recordHere(own(last, node)), records.find(locked.key)];
      return [node, candidates.find((record) => isMeant(record, node, locked))] as const;
    }),
  );
  const lacking = nodes.filter(([node]) => near.get(node) === undefined);
  const { lock: theirs, fault } = lacking.length === 0 ? NONE : await theirLock();
  const otherKey = (node: string) => own(theirs?.nodes ?? {}, node)?.key;
  await records.ask(lacking.flatMap(([node]) => otherKey(node) ?? []));
  return nodes.map(([node, locked], index): Found => {
    const other = records.find(otherKey(node) ?? "");
    const record = near.get(node) ?? (isMeant(other, node, locked) ? other : undefined);
    // Said once, with the first node that misses it.
    const refused = fault !== undefined && nodes[index] === lacking[0] ? { fault } : {};
    if (record !== undefined) return { node, record, why: "", ...refused };
    if (records.find(locked.key) === undefined)
      return { node, record, why: "no run of that key, and none that made these outputs", ...refused };
    const why = "its outputs are not those that the lock file names";
    const remedy = "ask whoever pushed it";
    return { node, record, why, fault: fault ?? { path: recordPath(locked.key), what: node, why, remedy } };
  });
}

const NONE: RemoteLock = { lock: undefined, fault: undefined };

/** A run of that node with these outputs, all of them and no others. */
function isMeant(record: RunRecord | undefined, node: string, { outputs }: LockedNode): boolean {
  if (record?.node !== node || Object.keys(record.outputs).length !== Object.keys(outputs).length)
    return false;
  return Object.entries(outputs).every(([name, { sha256 }]) => own(record.outputs, name)?.digest === sha256);
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
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
