import { rmSync } from "node:fs";
import { join } from "node:path";
import { type ArtifactStore, digestFile } from "@limen/artifact";
import type { Fault } from "./fault.ts";
import { inParallel } from "./in-parallel.ts";
import type { WantedObject } from "./needed.ts";
import type { Remote } from "./remote.ts";
import { objectPath } from "./remote-paths.ts";
import { type OnTransfer, TransferCount } from "./transfer-event.ts";

export interface Fetched {
  readonly files: number;
  readonly bytes: number;
  readonly faults: readonly Fault[];
}

/**
 * Brings objects that the store lacks, or has damaged, out of a remote. Each is written aside, its bytes are hashed, and only
 * what is right goes in; what is missing or wrong there is named, with the remedy. `scratch` lies in the store's file system.
 */
export async function fetchObjects(
  wanted: readonly WantedObject[],
  store: ArtifactStore,
  remote: Remote,
  scratch: string,
  remedy: string,
  onTransfer: OnTransfer = () => {},
): Promise<Fetched> {
  const lacking = wanted.filter(({ digest }) => store.objects.check(digest).state !== "good");
  const sizes = await remote.sizes(lacking.map(({ digest }) => objectPath(digest)));
  const faults: Fault[] = [];
  const refuse = ({ digest, what }: WantedObject, why: string) =>
    faults.push({ path: objectPath(digest), what, why, remedy });
  const right = lacking.filter((object) => {
    const there = sizes.get(objectPath(object.digest));
    if (there === object.bytes) return true;
    const why =
      there === undefined
        ? "it is not there"
        : `it has ${there} bytes there, and its record says ${object.bytes}`;
    refuse(object, why);
    return false;
  });
  const count = new TransferCount(
    right.map(({ bytes }) => bytes),
    onTransfer,
  );
  let [files, bytes] = [0, 0];
  await inParallel(right, async (object) => {
    const why = await fetchObject(object, store, remote, scratch);
    if (why === undefined) {
      files++;
      bytes += object.bytes;
    } else refuse(object, why);
    count.done(object.bytes);
  });
  return { files, bytes, faults };
}

/** What is wrong with it, or undefined when it is in the store now. */
async function fetchObject(
  { digest, bytes }: WantedObject,
  store: ArtifactStore,
  remote: Remote,
  scratch: string,
): Promise<string | undefined> {
  const file = join(scratch, digest);
  try {
    if (!(await remote.get(objectPath(digest), file, bytes))) return "it is not there";
    const found = digestFile(file);
    if (found !== digest) return `its bytes have SHA-256 ${found}, its name says ${digest}`;
    store.objects.put(file);
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}
