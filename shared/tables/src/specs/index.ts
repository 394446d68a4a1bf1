export * from "./alignment.ts";
export * from "./classifiers.ts";
export * from "./evaluation.ts";
export * from "./experiment.ts";
export * from "./faces.ts";
export * from "./prior.ts";
export * from "./responses.ts";
export * from "./stimuli.ts";
