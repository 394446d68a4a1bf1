import { type ArtifactStore, type RunRecord, readView } from "@limen/artifact";
import { UserError } from "@limen/errors";
import type { Session } from "@limen/runner";

/** The readable records of a pipeline's last runs, by instance. `limen verify` names an index or a record that is damaged. */
export function lastRecords(pipeline: string, { store }: Session): ReadonlyMap<string, RunRecord> {
  return new Map(
    Object.entries(lastKeys(pipeline, store)).flatMap(([id, key]) => {
      const found = store.records.find(key);
      return found.state === "found" ? [[id, found.record] as const] : [];
    }),
  );
}

/** Their keys; none where the index is damaged. */
export function lastKeys(
  pipeline: string,
  { layout }: Pick<ArtifactStore, "layout">,
): Readonly<Record<string, string>> {
  try {
    return readView(layout, pipeline).nodes;
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}
