export { buildClassifier, type Classifier, calibrated, flopsPerImage } from "./classifier.ts";
export {
  type ClassifierConfig,
  classifierConfigSchema,
  type NetName,
  netNames,
} from "./classifier-config.ts";
export { decodeClassifier, encodeClassifier, readClassifier, writeClassifier } from "./classifier-weights.ts";
export { FlatAdam, type FlatAdamOptions, type FlatAdamState, type Minimiser } from "./flat-adam.ts";
export { glorot, he, type Initialiser, normal, ones, sizeOf, zeros } from "./initialisers.ts";
export * from "./layers/index.ts";
export { lossGradients } from "./loss-gradients.ts";
export { type ParameterArray, type ParameterArrays, Parameters, Scope } from "./parameters.ts";
