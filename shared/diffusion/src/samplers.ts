import { tf } from "@limen/engine/tf";
import type { Denoiser } from "./denoiser.ts";
import type { NoiseSource } from "./noise.ts";
import { estimateOf, solve } from "./solve.ts";

export interface SamplerOptions {
  /** Falling noise levels that end in 0. */
  readonly sigmas: readonly number[];
  readonly onStep?: (clean: tf.Tensor4D, index: number, sigma: number) => void;
}

/** First noisy images: unit noise times the first level. */
export function startOf(noise: NoiseSource, sigmas: readonly number[]): tf.Tensor4D {
  return tf.tidy(() => noise().mul(sigmas[0]!) as tf.Tensor4D);
}

/** DDIM (Song et al. 2021) in the form that steps between clean estimates; `eta` adds fresh noise. */
export function sampleDdim(
  denoiser: Denoiser,
  x: tf.Tensor4D,
  noise: NoiseSource,
  options: SamplerOptions & { readonly eta: number },
): tf.Tensor4D {
  const { sigmas, eta, onStep } = options;
  return solve(estimateOf(denoiser), x, noise, {
    sigmas,
    eta,
    ...(onStep ? { onStep: ({ clean, index, sigma }) => onStep(clean, index, sigma) } : {}),
  });
}

/** Heun's second-order method (Karras et al. 2022, algorithm 1): two evaluations a step but for the last. */
export function sampleHeun(denoiser: Denoiser, x: tf.Tensor4D, options: SamplerOptions): tf.Tensor4D {
  return walk(x, options, (at, sigma, next, clean) => {
    const slope = at.sub(clean).div(sigma);
    const euler = at.add(slope.mul(next - sigma)) as tf.Tensor4D;
    if (next === 0) return euler;
    const there = euler.sub(denoiser(euler, next)).div(next);
    return at.add(slope.add(there).mul((next - sigma) / 2)) as tf.Tensor4D;
  })(denoiser);
}

/** DPM-Solver++(2M) (Lu et al. 2022, algorithm 2): second order at one evaluation a step. */
export function sampleDpmSolver2m(denoiser: Denoiser, x: tf.Tensor4D, options: SamplerOptions): tf.Tensor4D {
  let previous: { clean: tf.Tensor4D; step: number } | undefined;
  const result = walk(x, options, (at, sigma, next, clean) => {
    const step = next === 0 ? Number.POSITIVE_INFINITY : Math.log(sigma / next);
    const ratio = previous && Number.isFinite(step) ? previous.step / step : undefined;
    const extrapolated = ratio
      ? (clean.mul(1 + 1 / (2 * ratio)).sub(previous!.clean.mul(1 / (2 * ratio))) as tf.Tensor4D)
      : clean;
    previous?.clean.dispose();
    previous = { clean: tf.keep(clean.clone()), step };
    return at.mul(next / sigma).add(extrapolated.mul(1 - next / sigma)) as tf.Tensor4D;
  })(denoiser);
  previous?.clean.dispose();
  return result;
}

type Step = (x: tf.Tensor4D, sigma: number, next: number, clean: tf.Tensor4D) => tf.Tensor4D;

function walk(x: tf.Tensor4D, options: SamplerOptions, step: Step): (denoiser: Denoiser) => tf.Tensor4D {
  return (denoiser) => {
    let current = x.clone();
    for (const [index, sigma] of options.sigmas.slice(0, -1).entries()) {
      const following = tf.tidy(() => {
        const clean = denoiser(current, sigma);
        options.onStep?.(clean, index, sigma);
        return step(current, sigma, options.sigmas[index + 1]!, clean);
      });
      current.dispose();
      current = following;
    }
    return current;
  };
}
