export { answerShares, type FaceAnswer, highestRated, sharesOf } from "./answer-shares.ts";
export {
  BOUNDARY_ARMS,
  type BoundaryArm,
  CONTROL_ARMS,
  type ControlArm,
  isBoundaryArm,
} from "./arms.ts";
export { type ClassShare, eachExceeds, heldOutAgrees } from "./class-shares.ts";
export { type ColumnGroup, NO_WORD, type NumberColumn, pickRows, type WordColumn } from "./columns.ts";
export { describeTable } from "./describe-table.ts";
export { digestRows, type RowsDigest } from "./digest-rows.ts";
export {
  type ForeignColumn,
  type ForeignOptions,
  type ForeignRows,
  readForeignTable,
  scanForeignTable,
} from "./foreign.ts";
export { gatherGroups } from "./gather-groups.ts";
export { groupBy } from "./group-by.ts";
export { type GroupedPlaces, groupPlaces } from "./group-places.ts";
export { classesOf, TABLE_KEY } from "./metadata.ts";
export { countRows, readMetadata, readTable, scanTable } from "./read-table.ts";
export { refuseComparisons } from "./refuse-comparisons.ts";
export { scanColumns } from "./scan-columns.ts";
export type { ScanOptions } from "./scan-groups.ts";
export * from "./spec.ts";
export * from "./specs/index.ts";
export {
  netOfGuide,
  personGuideName,
  shownFaces,
  stimulusClasses,
  stimulusGuides,
} from "./stimulus-columns.ts";
export { VALIDITY_CLASSES } from "./validity-classes.ts";
export { WordList } from "./word-list.ts";
export { type WriteOptions, writeColumns, writeTable } from "./write-table.ts";
