import { tf } from "@limen/engine/tf";
import { invariant } from "@limen/errors";
import type { Denoiser } from "./denoiser.ts";
import type { NoiseSource } from "./noise.ts";

/** What a sampler believes at one noise level. */
export interface Estimate {
  /** The clean images, after whatever guidance there is. */
  readonly clean: tf.Tensor4D;
  /** The clean images before guidance moved them, where it did: what the second order goes by. */
  readonly free?: tf.Tensor4D;
  /** What each image is to move against, on the next noisy images (gradient guidance); absent: nothing. */
  readonly push?: tf.Tensor4D;
}

export type Estimator = (x: tf.Tensor4D, sigma: number) => Estimate;

/** Everything in which the samplers of this package differ, apart from their estimator. */
export interface SolverOptions {
  /** Falling noise levels that end in 0. */
  readonly sigmas: readonly number[];
  /** 0: deterministic (DDIM); 1: ancestral (DDPM). */
  readonly eta: number;
  /**
   * 1: each step takes the estimate for constant (DDIM); 2: for a line through the last two, in log σ (DPM-Solver++(2M), Lu et
   * al. 2022; with eta its stochastic form). Few steps of the first order draw images that are too much alike. Default 1.
   */
  readonly order?: 1 | 2;
  /** How often each level is walked: time travel goes back up in between (1: none). */
  readonly resamples?: number;
  /** Multiplies the noise of time travel; see `publishedTravel`. */
  readonly travelScale?: (sigma: number, next: number) => number;
  /** What multiplies the push. */
  readonly pushLength?: (level: PushLevel) => number;
  /**
   * Turns the fresh noise towards the push on the sphere that noise lies on, by this share (DSG, Yang et al. 2024,
   * equations 12 to 14); the push is then of unit length, and `pushLength` is not used. 0: adds the push.
   */
  readonly turn?: number;
  readonly onStep?: (step: SolverStep) => void;
}

/** Where a push is taken. */
export interface PushLevel {
  readonly sigma: number;
  readonly next: number;
  /** Standard deviation of the fresh noise of this step. */
  readonly up: number;
  /** Pixels of an image. */
  readonly pixels: number;
}

export interface SolverStep {
  readonly index: number;
  readonly resample: number;
  readonly sigma: number;
  /** Lives until the callback returns. */
  readonly clean: tf.Tensor4D;
}

/**
 * The one sampling loop. At every level: estimate the clean images, noise them to the next level, and (with
 * resamples) go back up and walk the level again. All in variance-exploding form, x = clean + σ · noise:
 * - to the next level σ' < σ: clean + σ_down · (x − clean) / σ + σ_up · ε with σ_up = η (σ'/σ) √(σ² − σ'²) and
 *   σ_down² = σ'² − σ_up² (DDIM, Song et al. 2021, equation 16; η = 1 is DDPM's posterior);
 * - back up: x + √(σ² − σ'²) ε, the exact forward process.
 * In the second order, clean gets half of what the estimate is going to change by on the way; guidance is not carried on, as
 * it comes and goes between levels.
 * Returns [N, S, S, 1]; `x` (unit noise times the first level) is left to the caller.
 */
export function solve(
  estimate: Estimator,
  x: tf.Tensor4D,
  noise: NoiseSource,
  options: SolverOptions,
): tf.Tensor4D {
  const {
    sigmas,
    eta,
    order = 1,
    resamples = 1,
    pushLength = () => 0,
    turn = 0,
    travelScale = () => 1,
    onStep,
  } = options;
  invariant(sigmas.at(-1) === 0, "the last noise level is 0");
  invariant(order === 1 || resamples === 1, "the second order walks each level once");
  let current = x.clone();
  let before: { readonly free: tf.Tensor4D; readonly step: number } | undefined;
  for (const [index, sigma] of sigmas.slice(0, -1).entries()) {
    const next = sigmas[index + 1]!;
    const up = eta * (next / sigma) * Math.sqrt(sigma ** 2 - next ** 2);
    const down = Math.sqrt(Math.max(0, next ** 2 - up ** 2));
    const step = Math.log(sigma / next);
    for (let resample = 0; resample < resamples; resample++) {
      current = replaced(current, (at) => {
        const { clean: found, free = found, push } = estimate(at, sigma);
        onStep?.({ index, resample, sigma, clean: found });
        const clean = before && next > 0 ? ahead(found, free, before, step) : found;
        before?.free.dispose();
        before = order === 2 ? { free: tf.keep(free.clone()), step } : undefined;
        let result = clean.add(at.sub(clean).mul(down / sigma));
        if (up > 0) result = result.add(turned(noise(), push, turn).mul(up));
        if (push && turn === 0) {
          const pixels = push.size / push.shape[0];
          result = result.sub(push.mul(pushLength({ sigma, next, up, pixels })));
        }
        if (resample === resamples - 1) return result as tf.Tensor4D;
        const back = Math.sqrt(sigma ** 2 - next ** 2) * travelScale(sigma, next);
        return result.add(noise().mul(back)) as tf.Tensor4D;
      });
    }
  }
  before?.free.dispose();
  return current;
}

/** What was found, with half of the change that the last two free estimates foretell for this step (in log σ). */
function ahead(
  found: tf.Tensor4D,
  free: tf.Tensor4D,
  before: { readonly free: tf.Tensor4D; readonly step: number },
  step: number,
): tf.Tensor4D {
  return found.add(free.sub(before.free).mul(step / (2 * before.step)));
}

/** Unit noise turned towards −push, on the sphere of radius √pixels. */
function turned(noise: tf.Tensor4D, push: tf.Tensor4D | undefined, share: number): tf.Tensor4D {
  if (!push || share === 0) return noise;
  const radius = Math.sqrt(push.size / push.shape[0]);
  const mixed = noise.mul(1 - share).sub(push.mul(share * radius));
  return mixed.mul(radius).div(mixed.square().sum([1, 2, 3], true).sqrt()) as tf.Tensor4D;
}

/**
 * The reference as published adds β ε where the forward process has √β ε, so its time travel under-noises by √β:
 * with β = 1 − (1 + σ'²) / (1 + σ²), √β of the noise that `solve` adds otherwise.
 */
export function publishedTravel(sigma: number, next: number): number {
  return Math.sqrt(1 - (1 + next ** 2) / (1 + sigma ** 2));
}

/** A denoiser as an estimator: no push. */
export function estimateOf(denoiser: Denoiser): Estimator {
  return (x, sigma) => ({ clean: denoiser(x, sigma) });
}

function replaced(x: tf.Tensor4D, step: (x: tf.Tensor4D) => tf.Tensor4D): tf.Tensor4D {
  const next = tf.tidy(() => step(x));
  x.dispose();
  return next;
}
