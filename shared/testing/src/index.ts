export { freePort } from "./free-port.ts";
export { hostileNames } from "./hostile-names.ts";
export { shardedBytes } from "./run-sharded.ts";
export { runStage, type StageTrial, type StageTrialResult } from "./run-stage.ts";
export { type Surroundings, seesReads, surroundings } from "./surroundings.ts";
export { temporaryDirectory } from "./temporary-directory.ts";
export type { ToyName } from "./toy-stages.ts";
export { TOY_CHAIN, type ToyWorkspace, toyWorkspace } from "./toy-workspace.ts";
