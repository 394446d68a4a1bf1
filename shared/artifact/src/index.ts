export { canonicalJson, type Json } from "./canonical-json.ts";
export { collectGarbage, type Garbage, type Kept } from "./collect-garbage.ts";
export { digestFile, digestText, isDigest } from "./digest.ts";
export { diskUse } from "./disk-use.ts";
export { writeDurably } from "./durable.ts";
export type { Access, Layout } from "./layout.ts";
export { type HeldLock, type Lease, type LockAttempt, readLease, tryLock } from "./lease.ts";
export type { ObjectCheck, ObjectStore } from "./object-store.ts";
export {
  firstLeadingOut,
  isDeviceName,
  isPlainName,
  requireOwnFolder,
  requirePlainName,
} from "./own-folder.ts";
export { identify, isProvablyDead, type ProcessIdentity } from "./process-identity.ts";
export { type Repair, repairStore, type SetAside } from "./repair-store.ts";
export {
  type Measure,
  parseRecord,
  type RecordLookup,
  type RunRecord,
  type RunRecords,
  renderRecord,
  type StoredOutput,
} from "./run-record.ts";
export { removeAbandonedScratch, scratchDirectory, temporaryFolder } from "./scratch.ts";
export { type ArtifactStore, openStore } from "./store.ts";
export { isUnwritable } from "./unwritable.ts";
export { useStore } from "./usage.ts";
export {
  linkOutputs,
  listViews,
  type PipelineView,
  readView,
  unlinkOutputs,
  viewDirectory,
  writeView,
} from "./views.ts";
