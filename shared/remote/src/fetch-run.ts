import { rmSync } from "node:fs";
import { scratchDirectory } from "@limen/artifact";
import type { FetchRun, Session } from "@limen/runner";
import type { Fault } from "./fault.ts";
import { fetchObjects } from "./fetch-objects.ts";
import type { Remote } from "./remote.ts";
import { RemoteRecords } from "./remote-records.ts";

const COMPUTED = "it is computed here";

/**
 * Looks for single runs in a remote while a pipeline runs: those whose key is known only when others have finished. A file
 * that is wrong there, or a remote that went away, is told and the node is computed.
 */
export function fetchRunFrom(
  remote: Remote,
  { store }: Session,
  tell: (id: string, message: string) => void,
): FetchRun {
  return async (key, id) => {
    const scratch = scratchDirectory(store.layout);
    try {
      const records = new RemoteRecords(remote, scratch, COMPUTED);
      await records.ask([key]);
      const record = records.find(key);
      const objects = Object.entries(record?.outputs ?? {}).map(([name, { digest, bytes }]) => ({
        digest,
        bytes,
        what: `${id}.${name}`,
      }));
      const fetched = await fetchObjects(objects, store, remote, scratch, COMPUTED);
      const faults = [...records.faults, ...fetched.faults];
      for (const fault of faults) tell(id, `not taken from ${remote.name}: ${faultText(fault)}`);
      if (record === undefined || faults.length > 0) return false;
      store.records.save(record);
      tell(id, `taken from ${remote.name}`);
      return true;
    } catch (error) {
      tell(id, `${(error as Error).message}; computing it here`);
      return false;
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  };
}

/** `objects/ab/… (faces.faces): it is not there` */
export function faultText({ path, what, why }: Fault): string {
  return `${path} (${what}): ${why}`;
}
