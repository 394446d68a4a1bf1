import type { RunRecord } from "@limen/artifact";
import { type Lookups, makePlan, type Pipeline, type PlannedNode, type Session } from "@limen/runner";
import type { RemoteRecords } from "./remote-records.ts";

/** Where the result of a node as the pipeline stands is. */
export interface Located {
  readonly node: PlannedNode;
  readonly record: RunRecord | undefined;
  /** Whether the store has it already, whole. */
  readonly isHere: boolean;
}

/**
 * Looks for the results of a pipeline as it stands, in the store and then in a remote. A node's key follows from what feeds
 * it, so each round asks for the records of those that the last round made known; artifacts are not needed for it.
 */
export async function locateRuns(
  pipeline: Pipeline,
  session: Session,
  records: RemoteRecords,
  forced: ReadonlySet<string> = new Set(),
): Promise<Located[]> {
  const here = session.lookup;
  const both: Lookups = {
    find(key) {
      const found = here.find(key);
      const record = found.state === "hit" ? undefined : records.find(key);
      return record === undefined ? found : { state: "hit", record };
    },
    quarantine: (key, digests) => here.quarantine(key, digests),
  };
  for (;;) {
    const { plan, resolved } = makePlan(pipeline, { ...session, lookup: both }, { forced });
    // A node whose data are not there has a key all the same, if it was run here before.
    const lacking = plan.nodes.flatMap(({ id, state }) => {
      const run = resolved.get(id);
      return state !== "hit" && run !== undefined && run.record === undefined ? [run.key] : [];
    });
    if ((await records.ask(lacking)) > 0) continue;
    return plan.nodes.map((node) => {
      const record = resolved.get(node.id)?.record;
      return { node, record, isHere: record !== undefined && here.find(record.key).state === "hit" };
    });
  }
}
