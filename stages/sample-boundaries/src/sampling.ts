/** What the benchmarks take from this stage: the sampler, the filters and the plan as they ship, without the tables. */

export { asGuide } from "./as-guide.ts";
export type { Block } from "./attempt.ts";
export { DEFAULT_PAIRS } from "./choose-classes.ts";
export { drawBlock } from "./draw-block.ts";
export { isAccepted, type Judged, judgeBlock } from "./judge-block.ts";
export { loadNets, type Nets } from "./load-nets.ts";
export { type Params, params } from "./params.ts";
export { planAttempts } from "./plan-attempts.ts";
export { type NaturalFace, readNatural } from "./read-natural.ts";
