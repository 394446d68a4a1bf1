/** The stage's work without its tables: for benchmarks. */
export { alignGroup } from "./align-group.ts";
export { climbLadder } from "./climb-ladder.ts";
export { type EncodedTrials, trialsOf } from "./encode-trials.ts";
export { choiceTargets } from "./likelihood.ts";
export { params } from "./params.ts";
export type { Study } from "./read-study.ts";
export { splitTrials } from "./split-trials.ts";
