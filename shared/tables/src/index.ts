export {
  BOUNDARY_ARMS,
  type BoundaryArm,
  CONTROL_ARMS,
  type ControlArm,
  isBoundaryArm,
} from "./arms.ts";
export { type ClassShare, eachExceeds, heldOutAgrees } from "./class-shares.ts";
export { describeTable } from "./describe-table.ts";
export {
  type ForeignColumn,
  type ForeignOptions,
  type ForeignRows,
  readForeignTable,
  scanForeignTable,
} from "./foreign.ts";
export { groupBy } from "./group-by.ts";
export { classesOf } from "./metadata.ts";
export { countRows, readMetadata, readTable, type ScanOptions, scanTable } from "./read-table.ts";
export * from "./spec.ts";
export * from "./specs/index.ts";
export { shownFaces, stimulusClasses, stimulusGuides } from "./stimulus-columns.ts";
export { VALIDITY_CLASSES } from "./validity-classes.ts";
export { type WriteOptions, writeTable } from "./write-table.ts";
