export { auc } from "./auc.ts";
export { binomialInterval, binomialTail } from "./binomial.ts";
export { bootstrap } from "./bootstrap.ts";
export { choleskyFactor, choleskyLogDeterminant, choleskySolve, inverseOf } from "./cholesky.ts";
export { cohenKappa } from "./cohen-kappa.ts";
export { averageRanks, pearson, spearman } from "./correlation.ts";
export { type CrossedCell, crossedBootstrap } from "./crossed-bootstrap.ts";
export { digamma } from "./digamma.ts";
export { type DirichletEntropyOptions, dirichletEntropy, dirichletEntropyMean } from "./dirichlet-entropy.ts";
export { holm } from "./holm.ts";
export { crossEntropy, entropyBits, PROBABILITY_FLOOR } from "./information.ts";
export { type Interval, percentileInterval } from "./interval.ts";
export { intraclassCorrelation, type RatedTarget } from "./intraclass-correlation.ts";
export { type KrippendorffPart, krippendorffAlpha, krippendorffParts } from "./krippendorff-alpha.ts";
export { clusteredRegression, type LinearFit, linearContrast } from "./linear-regression.ts";
export { type BinaryAnswer, logisticMixedModel, type MixedFit } from "./logistic-mixed-model.ts";
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
export { studentQuantile, studentTail } from "./student-t.ts";
export type { Alternative, TestResult } from "./test-result.ts";
