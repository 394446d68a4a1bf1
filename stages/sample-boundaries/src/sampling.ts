/** What the benchmarks take from this stage: the sampler, the filters and the plan as they ship, without the tables. */
export { drawBlock } from "./draw-block.ts";
export { isAccepted, type Judged, judgeBlock } from "./judge-block.ts";
export { asGuide, loadNets, type Nets } from "./load-nets.ts";
export { type Params, params } from "./params.ts";
export { type Block, planAttempts } from "./plan-attempts.ts";
export { type NaturalFace, readNatural } from "./read-natural.ts";
