export { beta, categorical, dirichlet, gamma, permutation, shuffled } from "./distributions.ts";
export { RandomStream } from "./stream.ts";
