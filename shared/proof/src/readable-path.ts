import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type ArtifactStore, type RunRecord, readView, viewDirectory } from "@limen/artifact";
import { UserError } from "@limen/errors";
import { parseInstanceId } from "@limen/runner";

/** Where a run's output lies for people to open. */
export interface Shelf {
  /** Whether a pipeline's readable names stand for this run. */
  isShown(key: string): boolean;
  /** Its readable name, else its object; null where neither is there any more. */
  pathOf(record: RunRecord, output: string): string | null;
}

/** Looks up once which pipelines' names stand for which runs; an index that is damaged stands for none. */
export function openShelf({ layout, objects }: ArtifactStore): Shelf {
  const pipelines = new Map<string, string[]>();
  for (const pipeline of readdirSync(layout.views)) {
    for (const key of Object.values(keysOf(pipeline))) {
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

  function keysOf(pipeline: string): Readonly<Record<string, string>> {
    try {
      return readView(layout, pipeline).nodes;
    } catch (error) {
      // `limen verify` names it; a trace goes by the records.
      if (error instanceof UserError) return {};
      throw error;
    }
  }
}
