import type { ConditionalDenoiser, DenoiserPull } from "../denoiser.ts";

/** A conditional denoiser and what it costs, as guidance needs it. */
export interface Prior {
  readonly denoise: ConditionalDenoiser;
  readonly pull: DenoiserPull;
  /** GFLOP of one evaluation of one image at a noise level. */
  readonly gflopAt: (sigma: number) => number;
  /** Evaluations a call takes for one image: two with classifier-free guidance. */
  readonly evaluationsPerCall: number;
}
