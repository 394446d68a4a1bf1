export {
  type ChallengedNode,
  type ChallengedOutput,
  type ChallengeOptions,
  challenge,
  type Verdict,
} from "./challenge.ts";
export { diffRuns, type NodeDiff, type OutputDiff } from "./diff-runs.ts";
export type { Difference } from "./differences.ts";
export { findRuns, type RunSide } from "./find-run.ts";
export {
  type Lock,
  type LockedOutput,
  type LockLookup,
  lockPath,
  readLock,
  renderLock,
  writeLock,
} from "./lock-file.ts";
export { lockedNames, rememberLock } from "./locked-roots.ts";
export { makeLock } from "./make-lock.ts";
export { type Trace, type TracedInput, type TracedRun, trace } from "./trace.ts";
export { type FileState, notRun, type VerifiedFile, type VerifyOptions, verifyPipeline } from "./verify.ts";
