import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@limen/errors";
import { canonicalJson } from "./canonical-json.ts";
import { digestText, isDigest } from "./digest.ts";
import type { Layout } from "./layout.ts";
import type { ArtifactStore } from "./store.ts";
import { claimCollection } from "./usage.ts";
import { readView } from "./views.ts";

/** Something that was not as it was written, and where it lies now. */
export interface SetAside {
  readonly what: "object" | "record" | "index";
  readonly path: string;
  readonly place: string;
}

export interface Repair {
  /** Files whose every byte was read. */
  readonly checked: number;
  readonly setAside: readonly SetAside[];
}

/**
 * Reads every byte of the store and moves what is damaged to quarantine, so that it counts as never made. Throws a UserError
 * while a running process uses the store.
 */
export function repairStore(store: ArtifactStore): Repair {
  const claim = claimCollection(store.layout);
  try {
    const parts = [objectsOf(store), recordsOf(store), indexesOf(store)];
    return {
      checked: parts.reduce((sum, { checked }) => sum + checked, 0),
      setAside: parts.flatMap(({ setAside }) => setAside),
    };
  } finally {
    claim.release();
  }
}

function objectsOf({ layout, objects }: ArtifactStore): Repair {
  const linked = linksIn(layout, layout.objects, "object");
  const names = readdirSync(layout.objects).flatMap((folder) =>
    readdirSync(join(layout.objects, folder)).map((name) => ({
      name,
      path: join(layout.objects, folder, name),
    })),
  );
  const setAside = names.flatMap(({ name, path }): SetAside[] => {
    // A name that is no digest, or that lies in another's folder, is nothing that the store put there.
    const isOurs = isDigest(name) && objects.path(name) === path;
    if (!isOurs) return [{ what: "object", path, place: moveAside(layout, path, name) }];
    return objects.check(name).state === "damaged"
      ? [{ what: "object", path, place: objects.quarantine(name) }]
      : [];
  });
  return { checked: names.length, setAside: [...linked, ...setAside] };
}

function recordsOf({ records }: ArtifactStore): Repair {
  const keys = records.keys();
  const setAside = keys.flatMap((key): SetAside[] => {
    const found = records.find(key);
    const isWhole = found.state === "found" && digestText(canonicalJson(found.record.identity)) === key;
    return isWhole ? [] : [{ what: "record", path: records.path(key), place: records.quarantine(key) }];
  });
  return { checked: keys.length, setAside };
}

/** An index that is no index stops every command of its pipeline; without one the next run writes it anew. */
function indexesOf({ layout }: ArtifactStore): Repair {
  const linked = linksIn(layout, layout.views, "index");
  const pipelines = readdirSync(layout.views).filter((name) =>
    existsSync(join(layout.views, name, "nodes.json")),
  );
  const setAside = pipelines.flatMap((pipeline): SetAside[] => {
    try {
      readView(layout, pipeline);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const path = join(layout.views, pipeline, "nodes.json");
      return [{ what: "index", path, place: moveAside(layout, path, `${pipeline}.nodes.json`) }];
    }
  });
  return { checked: pipelines.length, setAside: [...linked, ...setAside] };
}

/** Sets aside what stands where the store's folders do and is none: the link itself, not what it leads to. */
function linksIn(layout: Layout, folder: string, what: SetAside["what"]): SetAside[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => {
      const path = join(folder, name);
      return { what, path, place: moveAside(layout, path, name) };
    });
}

function moveAside({ quarantine }: Layout, path: string, name: string): string {
  const place = join(quarantine, `${name}.${randomBytes(4).toString("hex")}`);
  renameSync(path, place);
  return place;
}
