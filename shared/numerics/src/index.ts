export { compareNumbers, type Difference, describeDifference } from "./compare-numbers.ts";
export { type PartPrint, printNumbers } from "./print-numbers.ts";
export { readReference } from "./reference.ts";
