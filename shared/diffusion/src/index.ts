export {
  checkDenoiser,
  type DenoiserConfig,
  denoiserConfigSchema,
  type Expert,
  expertsOf,
  type UnetConfig,
} from "./config.ts";
export {
  type ConditionalDenoiser,
  classGuided,
  classGuidedPull,
  conditioned,
  type Denoiser,
  type DenoiserPull,
  evaluationsPerCall,
  mixedCondition,
  nullCondition,
  weightedCondition,
} from "./denoiser.ts";
export { BASIS_NAMES } from "./eigen/eigen-denoiser.ts";
export { assignBasis, BASIS_FACES, fitBasis } from "./eigen/fit-basis.ts";
export { denoiserGflop } from "./flops.ts";
export { type BoundaryOptions, boundaryGuidance } from "./guidance/boundary.ts";
export {
  activeConstraints,
  atLeast,
  balance,
  type Constraint,
  type ConstraintState,
  confident,
} from "./guidance/constraints.ts";
export { gaussNewtonStep } from "./guidance/gauss-newton.ts";
export { type Guide, guideOf, splitImages } from "./guidance/guide.ts";
export {
  cleanGradientGuidance,
  type LossGradientOptions,
  lossGradientGuidance,
  type WantedAnswer,
} from "./guidance/loss-gradient.ts";
export { type Move, moveToBoundary, stackImages } from "./guidance/move.ts";
export { normBudget } from "./guidance/norm-budget.ts";
export type { Prior } from "./guidance/prior.ts";
export { EVALUATIONS, type Evaluation, EvaluationLedger, type Spent, totalSpent } from "./ledger.ts";
export { type DenoisingBatch, denoisingLoss } from "./loss.ts";
export { buildDenoiser, type DenoiserNet, joinExperts } from "./net.ts";
export { type NoiseSource, noiseSource } from "./noise.ts";
export { type SamplerOptions, sampleDdim, sampleDpmSolver2m, sampleHeun, startOf } from "./samplers.ts";
export { ddpmSigmas, type KarrasOptions, karrasSigmas } from "./schedule.ts";
export {
  type Estimate,
  type Estimator,
  estimateOf,
  type PushLevel,
  publishedTravel,
  type SolverOptions,
  type SolverStep,
  solve,
} from "./solve.ts";
export { denoiserValidity, measureValidity, type Validity, type ValidityReference } from "./validity.ts";
export { type LoadedDenoiser, readDenoiser, writeDenoiser } from "./weights-file.ts";
