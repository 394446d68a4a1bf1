/** What the benchmarks take from this stage: the plan and the nets as they ship; the sampler is @limen/sampling's. */

export { loadNets } from "./load-nets.ts";
export { type Params, params } from "./params.ts";
export { planAttempts } from "./plan-attempts.ts";
