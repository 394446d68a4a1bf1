export { beta, categorical, dirichlet, gamma, permutation, shuffled, subset } from "./distributions.ts";
export { power } from "./power.ts";
export { RandomStream } from "./stream.ts";
