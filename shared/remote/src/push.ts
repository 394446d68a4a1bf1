import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { digestFile, type RunRecord, scratchDirectory, useStore } from "@limen/artifact";
import { type Problem, throwIfAny } from "@limen/errors";
import { calledAs, makePlan, type Pipeline, type Session } from "@limen/runner";
import { type Fault, pushAgain } from "./fault.ts";
import { inParallel } from "./in-parallel.ts";
import { neededBy, type WantedObject } from "./needed.ts";
import type { Remote } from "./remote.ts";
import { readRemoteLock, writeRemoteLock } from "./remote-lock.ts";
import { objectPath, recordPath } from "./remote-paths.ts";
import { RemoteRecords } from "./remote-records.ts";
import { type OnTransfer, TransferCount } from "./transfer-event.ts";

export interface PushOptions {
  /** Instances, each of which must be up to date; undefined: all that are. */
  readonly ids?: readonly string[] | undefined;
  /** Read what is there already, and replace what is wrong; else only its size is looked at. */
  readonly check?: boolean | undefined;
  /** Replace what is there, also another result of the same run. */
  readonly force?: boolean | undefined;
  readonly onTransfer?: OnTransfer | undefined;
}

export interface Pushed {
  readonly files: number;
  readonly bytes: number;
  /** Files that were there already. */
  readonly skipped: number;
  /** Files that were there and wrong, and are right now. */
  readonly replaced: readonly Fault[];
  /** What the remote holds and this push did not replace. */
  readonly faults: readonly Fault[];
  readonly leftOut: readonly { readonly node: string; readonly why: string }[];
}

/**
 * Copies results to a remote: artifacts first, each read and checked here, then the records that name them, then a lock file
 * that names those.
 */
export async function push(
  pipeline: Pipeline,
  session: Session,
  remote: Remote,
  options: PushOptions,
): Promise<Pushed> {
  const { store } = session;
  const release = await useStore(store.layout);
  const scratch = scratchDirectory(store.layout);
  try {
    const { records, leftOut } = currentRecords(pipeline, session, options.ids);
    const needed = neededBy(options.ids ?? [...records.keys()], pipeline, records);
    const theirs = new RemoteRecords(remote, scratch, pushAgain(pipeline, remote));
    await theirs.ask(needed.records.map(({ key }) => key));
    const conflicts = options.force
      ? []
      : needed.records.flatMap(
          (record) => conflictOf(record, theirs, `${calledAs(pipeline)} ${remote.name}`) ?? [],
        );
    const clashing = new Set(conflicts.map(({ path }) => path));
    const saved = needed.records.filter(({ key }) => !clashing.has(recordPath(key)));
    const own = new Set(saved.flatMap(({ outputs }) => Object.values(outputs).map(({ digest }) => digest)));
    const objects = await objectsToSend(
      needed.objects.filter(({ digest }) => own.has(digest)),
      remote,
      scratch,
      options,
    );
    const news = saved.filter(({ key }) => options.force || theirs.find(key) === undefined);
    const places = news.map(({ key }) => store.records.path(key));
    const sizes = [...objects.send.map(({ bytes }) => bytes), ...places.map((path) => statSync(path).size)];
    const count = new TransferCount(sizes, options.onTransfer ?? (() => {}));
    await remote.tidy();
    await inParallel(objects.send, async ({ digest, bytes, what }) => {
      await remote.put(objectPath(digest), store.objects.open(digest, what));
      count.done(bytes);
    });
    // Last: a record that is there stands for artifacts that are.
    await inParallel(news, async ({ key }) => {
      await remote.put(recordPath(key), store.records.path(key));
      count.done(statSync(store.records.path(key)).size);
    });
    const before = await readRemoteLock(remote, pipeline, scratch);
    const lockFaults = before.fault !== undefined && saved.length > 0 ? [before.fault] : [];
    if (saved.length > 0) await writeRemoteLock(remote, pipeline, saved, before.lock, scratch);
    return {
      files: sizes.length,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      skipped: needed.objects.length + needed.records.length - sizes.length - conflicts.length,
      replaced: [...objects.replaced, ...theirs.faults, ...lockFaults],
      faults: conflicts,
      leftOut,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    release();
  }
}

/** Records of what is up to date; a node that was named and is not is the user's to know at once. */
function currentRecords(pipeline: Pipeline, session: Session, ids: readonly string[] | undefined) {
  const { plan, resolved } = makePlan(pipeline, session, { forced: new Set() });
  const records = new Map<string, RunRecord>();
  const leftOut: { node: string; why: string }[] = [];
  for (const { id, reason } of plan.nodes) {
    const record = resolved.get(id)?.record;
    if (record === undefined) leftOut.push({ node: id, why: reason });
    else records.set(id, record);
  }
  const wanted = ids ?? (records.size === 0 ? plan.nodes.map(({ id }) => id) : []);
  throwIfAny(
    leftOut
      .filter(({ node }) => wanted.includes(node))
      .map(
        ({ node, why }): Problem => ({
          message: `${node} is not up to date: ${why}`,
          hint: `npx limen run ${calledAs(pipeline)} brings it up to date`,
        }),
      ),
  );
  return { records, leftOut: ids === undefined ? leftOut : [] };
}

/** A run of that key that came to other bytes: on another CPU, or by a stage that is not deterministic. */
function conflictOf(
  { key, node, outputs }: RunRecord,
  theirs: RemoteRecords,
  what: string,
): Fault | undefined {
  const other = theirs.find(key);
  if (other === undefined) return undefined;
  const differs = Object.keys(outputs).find((name) => other.outputs[name]?.digest !== outputs[name]?.digest);
  if (differs === undefined) return undefined;
  return {
    path: recordPath(key),
    what: node,
    why: `it has another result of the same run: ${differs} is sha256 ${other.outputs[differs]?.digest ?? "absent"} there, ${outputs[differs]?.digest} here`,
    remedy: `npx limen pull ${what} with another LIMEN_ARTIFACTS shows theirs; npx limen push ${what} --force puts yours in its place`,
  };
}

/** Those that are not there, or not right. */
async function objectsToSend(
  objects: readonly WantedObject[],
  remote: Remote,
  scratch: string,
  { check, force }: PushOptions,
): Promise<{ send: WantedObject[]; replaced: Fault[] }> {
  const sizes = await remote.sizes(objects.map(({ digest }) => objectPath(digest)));
  const replaced: Fault[] = [];
  const verdicts = await inParallel(objects, async (object): Promise<boolean> => {
    const there = sizes.get(objectPath(object.digest));
    if (there === undefined) return true;
    const fault =
      there === object.bytes
        ? check
          ? await wrongBytes(object, remote, scratch)
          : undefined
        : `it had ${there} bytes, and its record says ${object.bytes}`;
    if (fault === undefined) return force ?? false;
    replaced.push({ path: objectPath(object.digest), what: object.what, why: fault, remedy: "" });
    return true;
  });
  return { send: objects.filter((_, index) => verdicts[index]), replaced };
}

async function wrongBytes(
  { digest, bytes }: WantedObject,
  remote: Remote,
  scratch: string,
): Promise<string | undefined> {
  const file = join(scratch, `check-${digest}`);
  try {
    if (!(await remote.get(objectPath(digest), file, bytes))) return "it went away";
    const found = digestFile(file);
    return found === digest ? undefined : `its bytes had SHA-256 ${found}`;
  } finally {
    rmSync(file, { force: true });
  }
}
