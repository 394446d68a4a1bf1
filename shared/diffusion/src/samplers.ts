import { tf } from "@limen/engine/tf";
import type { Denoiser } from "./denoiser.ts";
import type { NoiseSource } from "./noise.ts";
import { estimateOf, type SolverOptions, solve } from "./solve.ts";

export interface SamplerOptions {
  /** Falling noise levels that end in 0. */
  readonly sigmas: readonly number[];
  readonly onStep?: (clean: tf.Tensor4D, index: number, sigma: number) => void;
}

/** First noisy images: unit noise times the first level. */
export function startOf(noise: NoiseSource, sigmas: readonly number[]): tf.Tensor4D {
  return tf.tidy(() => noise().mul(sigmas[0]!) as tf.Tensor4D);
}

type StochasticOptions = SamplerOptions & { readonly eta: number };

/** DDIM (Song et al. 2021) in the form that steps between clean estimates; `eta` adds fresh noise. */
export function sampleDdim(
  denoiser: Denoiser,
  x: tf.Tensor4D,
  noise: NoiseSource,
  options: StochasticOptions,
): tf.Tensor4D {
  return solve(estimateOf(denoiser), x, noise, watched(options));
}

/** DPM-Solver++(2M) (Lu et al. 2022, algorithm 2; with `eta` its stochastic form): second order at one evaluation a step. */
export function sampleDpmSolver2m(
  denoiser: Denoiser,
  x: tf.Tensor4D,
  noise: NoiseSource,
  options: StochasticOptions,
): tf.Tensor4D {
  return solve(estimateOf(denoiser), x, noise, { ...watched(options), order: 2 });
}

function watched({ sigmas, eta, onStep }: StochasticOptions): SolverOptions {
  return {
    sigmas,
    eta,
    ...(onStep ? { onStep: ({ clean, index, sigma }) => onStep(clean, index, sigma) } : {}),
  };
}

/** Heun's second-order method (Karras et al. 2022, algorithm 1): two evaluations a step but for the last. */
export function sampleHeun(denoiser: Denoiser, x: tf.Tensor4D, options: SamplerOptions): tf.Tensor4D {
  let current = x.clone();
  for (const [index, sigma] of options.sigmas.slice(0, -1).entries()) {
    const next = options.sigmas[index + 1]!;
    const following = tf.tidy(() => {
      const clean = denoiser(current, sigma);
      options.onStep?.(clean, index, sigma);
      const slope = current.sub(clean).div(sigma);
      const euler = current.add(slope.mul(next - sigma)) as tf.Tensor4D;
      if (next === 0) return euler;
      const there = euler.sub(denoiser(euler, next)).div(next);
      return current.add(slope.add(there).mul((next - sigma) / 2)) as tf.Tensor4D;
    });
    current.dispose();
    current = following;
  }
  return current;
}
