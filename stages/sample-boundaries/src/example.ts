import type { z } from "zod";
import type { params } from "./params.ts";

export {
  TOY_SIZE as EXAMPLE_SIZE,
  toyClasses as exampleClasses,
  writeFaceModel,
  writeToyNets as writeExampleInputs,
} from "@limen/sampling/testing";

/** A few attempts of both arms with nets that were trained for seconds. */
export const exampleParams: z.input<typeof params> = {
  pairs: [
    ["calm", "glad"],
    ["glad", "sad"],
  ],
  attempts: 4,
  steps: 6,
  controlAttempts: 0.5,
  minValidity: 0,
  blockSize: 8,
};
