import { type SamplingParams, samplingFields } from "@limen/sampling/params";
import { z } from "zod";
import type { Params } from "./params.ts";

const sampling = z.object(samplingFields);

/** The stage's parameters as the sampler takes them: its other samplers and arms are not used here. */
export function samplingParams(params: Params): SamplingParams {
  return sampling.parse({
    ...params,
    sampler: "gauss-newton",
    aimControversial: params.aim,
    acceptControversial: params.accept,
  });
}
