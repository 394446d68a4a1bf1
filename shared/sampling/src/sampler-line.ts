import type { SamplingParams } from "./params.ts";

/** The sampler and its noise levels in words. */
export function samplerLine(params: SamplingParams): string {
  const { sampler, steps, solver, guideEvery, ddpmSteps, resamples } = params;
  const guided = guideEvery === 1 ? "" : `, guided at one in ${guideEvery}`;
  const levels = {
    "gauss-newton": `${steps} noise levels (${solver})${guided}`,
    unguided: `${steps} noise levels (${solver})`,
    bisection: `${steps} noise levels (${solver}) a mixture`,
    reference: `${ddpmSteps} noise levels, each walked ${resamples} times`,
    "reference-mended": `${ddpmSteps} noise levels, each walked ${resamples} times`,
    dps: `${ddpmSteps} noise levels`,
    mpgd: `${ddpmSteps} noise levels`,
    dsg: `${ddpmSteps} noise levels`,
  }[sampler];
  return `${sampler}, over ${levels}`;
}
