export { freePort } from "./free-port.ts";
export { shardedBytes } from "./run-sharded.ts";
export { runStage, type StageTrial, type StageTrialResult } from "./run-stage.ts";
export { temporaryDirectory } from "./temporary-directory.ts";
export type { ToyName } from "./toy-stages.ts";
export { type ToyWorkspace, toyWorkspace } from "./toy-workspace.ts";
