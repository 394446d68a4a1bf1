import type { RunRecord } from "@limen/artifact";
import { readView } from "@limen/artifact";
import type { Session } from "./plan/session.ts";

/** One file that a pipeline's last results consist of. */
export interface VerifiedFile {
  readonly node: string;
  /** `record` for the run record itself. */
  readonly output: string;
  readonly path: string;
  readonly state: "good" | "missing" | "damaged";
  readonly bytes: number;
}

/** Reads every byte of a pipeline's last results and compares it with its digest. Changes nothing. */
export function verifyPipeline(pipeline: string, { store }: Session): VerifiedFile[] {
  return Object.entries(readView(store.layout, pipeline).nodes).flatMap(([node, key]): VerifiedFile[] => {
    const found = store.records.find(key);
    const path = store.records.path(key);
    if (found.state !== "found") {
      const state = found.state === "absent" ? "missing" : "damaged";
      return [{ node, output: "record", path, state, bytes: 0 }];
    }
    return [{ node, output: "record", path, state: "good", bytes: 0 }, ...verifyOutputs(node, found.record)];
  });

  function verifyOutputs(node: string, record: RunRecord): VerifiedFile[] {
    return Object.entries(record.outputs).map(([output, { digest, bytes }]) => {
      const { state, path } = store.objects.check(digest);
      return { node, output, path, state, bytes };
    });
  }
}
