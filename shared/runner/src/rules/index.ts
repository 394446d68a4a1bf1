import type { Rule } from "../pipeline/draft.ts";
import { checkCycles } from "./check-cycles.ts";
import { checkExternals } from "./check-externals.ts";
import { checkForeach } from "./check-foreach.ts";
import { checkInputs } from "./check-inputs.ts";
import { checkNames } from "./check-names.ts";
import { checkParams } from "./check-params.ts";
import { checkShards } from "./check-shards.ts";
import { checkStages } from "./check-stages.ts";

/** All that a pipeline must obey. Each rule reports on its own; a pipeline's problems are those of all rules. */
export const rules: readonly Rule[] = [
  checkNames,
  checkStages,
  checkForeach,
  checkParams,
  checkExternals,
  checkShards,
  checkInputs,
  checkCycles,
];
