/** The stage's work without its tables: for benchmarks. */
export { alignGroup } from "./align-group.ts";
export { alignWholeNet } from "./align-whole-net.ts";
export { climbLadder } from "./climb-ladder.ts";
export { compareBaselines } from "./compare-baselines.ts";
export { type EncodedTrials, trialsOf } from "./encode-trials.ts";
export { learnerOf } from "./learner.ts";
export { wholeNet } from "./net-view.ts";
export { params } from "./params.ts";
export type { Study } from "./read-study.ts";
export { commonModel, scoreModels } from "./score-models.ts";
export { splitTrials } from "./split-trials.ts";
export { wholeNetModels } from "./whole-net-models.ts";
