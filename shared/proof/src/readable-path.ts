import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type ArtifactStore, type RunRecord, viewDirectory } from "@limen/artifact";
import { parseInstanceId } from "@limen/runner";
import { lastKeys } from "./last-records.ts";

/** Where a run's output lies for people to open. */
export interface Shelf {
  /** Whether a pipeline's readable names stand for this run. */
  isShown(key: string): boolean;
  /** Its readable name, else its object; null where neither is there any more. */
  pathOf(record: RunRecord, output: string): string | null;
}

/** Looks up once which pipelines' names stand for which runs; an index that is damaged stands for none. */
export function openShelf(store: ArtifactStore): Shelf {
  const { layout, objects } = store;
  const pipelines = new Map<string, string[]>();
  for (const pipeline of readdirSync(layout.views)) {
    for (const key of Object.values(lastKeys(pipeline, store))) {
      pipelines.set(key, [...(pipelines.get(key) ?? []), pipeline]);
    }
  }
  return {
    isShown: (key) => pipelines.has(key),
    pathOf(record, output) {
      const stored = record.outputs[output];
      const place = parseInstanceId(record.node);
      if (stored === undefined || place === undefined) return null;
      const object = objects.path(stored.digest);
      const shown = [...(pipelines.get(record.key) ?? [])].map((pipeline) =>
        join(viewDirectory(layout, pipeline, place.node, place.instance), `${output}.${stored.extension}`),
      );
      return [...shown, object].find((path) => existsSync(path) && statSync(path).isFile()) ?? null;
    },
  };
}
