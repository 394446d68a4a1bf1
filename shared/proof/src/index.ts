export { type ChallengedNode, type ChallengeOptions, challenge } from "./challenge.ts";
export { readSignature, type Signature } from "./check-signature.ts";
export { chosenParams } from "./chosen-params.ts";
export { firstDifference } from "./compare-with-lock.ts";
export { diffRuns, type NodeDiff, type OutputDiff } from "./diff-runs.ts";
export type { Difference } from "./differences.ts";
export { engineOf } from "./engine-of.ts";
export { findRuns, type RunSide } from "./find-run.ts";
export type { ChallengedOutput, Verdict } from "./judge-outputs.ts";
export { lastRecords } from "./last-records.ts";
export {
  type Lock,
  type LockedNode,
  type LockedOutput,
  type LockLookup,
  lockPath,
  parseLock,
  readLock,
  renderLock,
  writeLock,
} from "./lock-file.ts";
export { lockedNames, rememberLock } from "./locked-roots.ts";
export { currentRecords, lockOf, makeLock } from "./make-lock.ts";
export { type OtherEngine, otherEngine } from "./other-engine.ts";
export { type OtherwiseMade, otherwiseMade } from "./otherwise-made.ts";
export { signaturePath, signLock } from "./sign-lock.ts";
export { keyId, readPrivateKey, readPublicKey, writeKeyPair } from "./signing-key.ts";
export { type Trace, type TracedInput, type TracedMaker, type TracedRun, trace } from "./trace.ts";
export type { FileState, VerifiedFile } from "./verified-file.ts";
export { notRun, type VerifyOptions, verifyPipeline } from "./verify.ts";
