import { type Access, type Layout, openLayout } from "./layout.ts";
import { ObjectStore } from "./object-store.ts";
import { RunRecords } from "./run-record.ts";

/** An artifact store: its folders, its objects and its run records. */
export interface ArtifactStore {
  readonly layout: Layout;
  readonly objects: ObjectStore;
  readonly records: RunRecords;
}

/** Makes the folders of a store that is to be written to; one that is only read is taken as it is, also without them. */
export function openStore(root: string, access: Access = "write"): ArtifactStore {
  const layout = openLayout(root, access);
  return { layout, objects: new ObjectStore(layout), records: new RunRecords(layout) };
}
