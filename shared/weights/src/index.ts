export { decodeWeights, decodeWeightsHeader } from "./decode-weights.ts";
export { encodeWeights } from "./encode-weights.ts";
export type { Tensor, TensorHeader, Weights, WeightsHeader } from "./format.ts";
export { parseJson } from "./parse-json.ts";
export { readWeights, readWeightsHeader, writeWeights } from "./weights-file.ts";
