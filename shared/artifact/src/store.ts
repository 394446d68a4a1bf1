import { type Layout, openLayout } from "./layout.ts";
import { ObjectStore } from "./object-store.ts";
import { RunRecords } from "./run-record.ts";

/** An artifact store: its folders, its objects and its run records. */
export interface ArtifactStore {
  readonly layout: Layout;
  readonly objects: ObjectStore;
  readonly records: RunRecords;
}

export function openStore(root: string): ArtifactStore {
  const layout = openLayout(root);
  return { layout, objects: new ObjectStore(layout), records: new RunRecords(layout) };
}
