export { auc } from "./auc.ts";
export { binomialInterval, binomialTail } from "./binomial.ts";
export { bootstrap } from "./bootstrap.ts";
export { cohenKappa } from "./cohen-kappa.ts";
export { averageRanks, pearson, spearman } from "./correlation.ts";
export { type CrossedCell, crossedBootstrap } from "./crossed-bootstrap.ts";
export { digamma } from "./digamma.ts";
export { type DirichletEntropyOptions, dirichletEntropy, dirichletEntropyMean } from "./dirichlet-entropy.ts";
export { holm } from "./holm.ts";
export { crossEntropy, entropyBits, PROBABILITY_FLOOR } from "./information.ts";
export { type Interval, percentileInterval } from "./interval.ts";
export { type IntraclassCorrelations, intraclassCorrelations } from "./intraclass-correlation.ts";
export { type KrippendorffPart, krippendorffAlpha, krippendorffParts } from "./krippendorff-alpha.ts";
export { mean, meanDifference, standardDeviation, standardError, variance } from "./moments.ts";
export { type PermutationOptions, permutationTest, twoSampleTest } from "./permutation-test.ts";
export { median, quantile, type Sample } from "./quantile.ts";
export {
  DEFAULT_CONFIDENCE,
  DEFAULT_DRAWS,
  type IntervalOptions,
  type ResamplingOptions,
} from "./resampling.ts";
export { type SignFlipOptions, signFlipTest } from "./sign-flip-test.ts";
export { logSumExp, softmax } from "./softmax.ts";
export { spearmanBrown } from "./spearman-brown.ts";
export type { Alternative, TestResult } from "./test-result.ts";
