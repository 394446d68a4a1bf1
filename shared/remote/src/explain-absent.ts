import type { RunRecord } from "@limen/artifact";
import { UserError } from "@limen/errors";
import {
  explainRun,
  missingData,
  type NodeInstance,
  type Pipeline,
  type Session,
  upstreamOf,
} from "@limen/runner";
import type { Found } from "./locate-locked.ts";
import type { RemoteLock } from "./remote-lock.ts";
import type { RemoteRecords } from "./remote-records.ts";

/** Adds to nodes that a remote has no result of how the run that it has of them, by its lock file, is another. */
export async function explainAbsent(
  found: readonly Found[],
  pipeline: Pipeline,
  session: Session,
  records: RemoteRecords,
  { lock, fault }: RemoteLock,
): Promise<Found[]> {
  const keyThere = (node: string) =>
    lock !== undefined && Object.hasOwn(lock.nodes, node) ? lock.nodes[node]?.key : undefined;
  await records.ask(
    found.flatMap(({ node, record }) => (record === undefined ? (keyThere(node) ?? []) : [])),
  );
  const known = new Map(
    found.flatMap(({ node, record }) => (record ? [[node, record.outputs] as const] : [])),
  );
  const instances = new Map(pipeline.instances.map((instance) => [instance.id, instance]));
  const first = found.findIndex(({ record }) => record === undefined);
  return found.map((one, index) => {
    const refused = fault !== undefined && index === first ? { fault } : {};
    const there = records.find(keyThere(one.node) ?? "");
    const instance = instances.get(one.node);
    if (one.record !== undefined || there === undefined || instance === undefined)
      return { ...one, ...refused };
    const [change, ...others] = changesOf(instance, there);
    const more = others.length === 0 ? "" : `, and ${others.length} more`;
    const why = change === undefined ? one.why : `${one.why}; from the run there to here: ${change}${more}`;
    return { ...one, why, ...refused };
  });

  /** What an instance reads that is not known here yet is no difference of its own. */
  function changesOf(instance: NodeInstance, there: RunRecord): string[] {
    if (Object.keys(missingData(instance)).length > 0) return [];
    const isKnown = upstreamOf(instance).every((id) => known.has(id));
    try {
      return explainRun(pipeline, instance, there, known, session)
        .filter(({ part }) => isKnown || !part.startsWith("inputs"))
        .map(({ text }) => text);
    } catch (error) {
      if (error instanceof UserError) return ["another version of Limen recorded it"];
      throw error;
    }
  }
}
