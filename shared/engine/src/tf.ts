// First the binding and its environment, then the API over it: both are the same CommonJS instance.
import "./load-binding.ts";

export * as tf from "@tensorflow/tfjs";
export { type Compiled, type CompileOptions, compile } from "./graph/compile.ts";
export { numbersOf } from "./numbers-of.ts";
export { type KernelPrint, printKernels } from "./print-kernels.ts";
export { type KernelAttribute, runKernel } from "./run-kernel.ts";
