import { invariant } from "@limen/errors";
import { power } from "@limen/random";

export interface KarrasOptions {
  readonly steps: number;
  readonly sigmaMax?: number;
  readonly sigmaMin?: number;
  readonly rho?: number;
}

/** Karras et al. 2022, equation 5: `steps` falling noise levels and then 0. */
export function karrasSigmas(options: KarrasOptions): number[] {
  const { steps, sigmaMax = 20, sigmaMin = 0.02, rho = 7 } = options;
  invariant(Number.isInteger(steps) && steps >= 2, `a schedule needs two steps or more, got ${steps}`);
  invariant(sigmaMax > sigmaMin && sigmaMin > 0, `noise must fall, got ${sigmaMax} to ${sigmaMin}`);
  const high = power(sigmaMax, 1 / rho);
  const low = power(sigmaMin, 1 / rho);
  const levels = Array.from({ length: steps }, (_, i) => power(high + (i / (steps - 1)) * (low - high), rho));
  return [...levels, 0];
}

/** Steps of the training process that the reference sampler's schedule is cut from. */
const DDPM_TRAIN_STEPS = 1000;
const DDPM_BETA = { first: 1e-4, last: 0.02 };

/**
 * The linear schedule of DDPM (Ho et al. 2020), every (1000 / steps)-th level, and then 0, as noise levels of the
 * variance-exploding form: σ = √((1 − ᾱ) / ᾱ).
 */
export function ddpmSigmas(steps: number): number[] {
  invariant(steps <= DDPM_TRAIN_STEPS, `at most ${DDPM_TRAIN_STEPS} steps, got ${steps}`);
  const wanted = new Set(Array.from({ length: steps }, (_, i) => Math.floor((i * DDPM_TRAIN_STEPS) / steps)));
  const levels: number[] = [];
  let alphaBar = 1;
  for (let t = 0; t < DDPM_TRAIN_STEPS; t++) {
    const beta = DDPM_BETA.first + ((DDPM_BETA.last - DDPM_BETA.first) * t) / (DDPM_TRAIN_STEPS - 1);
    alphaBar *= 1 - beta;
    if (wanted.has(t)) levels.push(Math.sqrt((1 - alphaBar) / alphaBar));
  }
  return [...levels.reverse(), 0];
}
