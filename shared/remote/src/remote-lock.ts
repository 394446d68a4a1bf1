import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "@limen/artifact";
import { engineOf, type Lock, type LockedNode, parseLock, renderLock } from "@limen/proof";
import { type Pipeline, parseInstanceId } from "@limen/runner";
import { type Fault, pushAgain } from "./fault.ts";
import type { Remote } from "./remote.ts";
import { lockFilePath } from "./remote-paths.ts";

/** A line an output: far more than any pipeline has. */
const MOST_BYTES = 32 * 1024 * 1024;

export interface RemoteLock {
  readonly lock: Lock | undefined;
  /** Why what is there was refused. */
  readonly fault: Fault | undefined;
}

/**
 * The lock file that the last push of a pipeline left in a remote: which run made which outputs there. It vouches for nothing,
 * whoever may write there can write it; it only says where to look, when keys are others and bytes the same.
 */
export async function readRemoteLock(
  remote: Remote,
  pipeline: Pick<Pipeline, "name" | "file">,
  scratch: string,
): Promise<RemoteLock> {
  const path = lockFilePath(pipeline.name);
  const bytes = (await remote.sizes([path])).get(path);
  const refused = (why: string): RemoteLock => {
    const what = `lock file of ${pipeline.name}`;
    return { lock: undefined, fault: { path, what, why, remedy: pushAgain(pipeline, remote) } };
  };
  if (bytes === undefined) return { lock: undefined, fault: undefined };
  if (bytes > MOST_BYTES) return refused(`it has ${bytes} bytes, and no lock file is that large`);
  const file = join(scratch, "remote.lock.json");
  try {
    if (!(await remote.get(path, file, bytes))) return { lock: undefined, fault: undefined };
    const lock = parseForeignLock(readFileSync(file, "utf8"), pipeline.name);
    return lock === undefined ? refused("it is not as limen push wrote it") : { lock, fault: undefined };
  } finally {
    rmSync(file, { force: true });
  }
}

/** Undefined for any text but the one that a push of that pipeline writes. */
function parseForeignLock(text: string, pipeline: string): Lock | undefined {
  try {
    const lock = parseLock(JSON.parse(text));
    if (lock?.pipeline !== pipeline || renderLock(lock) !== text) return undefined;
    return Object.keys(lock.nodes).every((id) => parseInstanceId(id) !== undefined) ? lock : undefined;
  } catch {
    // No JSON, or nested so deeply that it cannot be written again.
    return undefined;
  }
}

/** Leaves at a remote which runs made what was pushed; nodes that this push left out keep what an earlier one said. */
export async function writeRemoteLock(
  remote: Remote,
  { name, instances }: Pipeline,
  records: readonly RunRecord[],
  before: Lock | undefined,
  scratch: string,
): Promise<void> {
  const pushed = new Map(records.map((record) => [record.node, lockedNode(record)]));
  const nodes = instances.flatMap(({ id }): [string, LockedNode][] => {
    const node = pushed.get(id) ?? (before && Object.hasOwn(before.nodes, id) ? before.nodes[id] : undefined);
    return node === undefined ? [] : [[id, node]];
  });
  const engine = records.map(engineOf).findLast((one) => one !== null) ?? before?.engine ?? null;
  const text = renderLock({ lock: 1, pipeline: name, engine, nodes: Object.fromEntries(nodes) });
  if (before !== undefined && renderLock(before) === text) return;
  const file = join(scratch, "pushed.lock.json");
  writeFileSync(file, text);
  await remote.put(lockFilePath(name), file);
}

function lockedNode({ key, outputs }: RunRecord): LockedNode {
  const said = Object.entries(outputs).map(([name, { digest, bytes }]) => [name, { sha256: digest, bytes }]);
  return { key, outputs: Object.fromEntries(said) };
}
