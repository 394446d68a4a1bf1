import {
  conditioned,
  type DenoiserNet,
  karrasSigmas,
  noiseSource,
  nullCondition,
  sampleDpmSolver2m,
  startOf,
} from "@limen/diffusion";
import { numbersOf, tf } from "@limen/engine/tf";
import type { RandomStream } from "@limen/random";
import { between } from "./degrees.ts";
import type { PriorKind } from "./kinds.ts";

/** A block of pictures to draw: streams and strengths of each, and the faces [n × size × size] they may start from. */
export interface Block {
  readonly faces: Float32Array;
  readonly strengths: readonly number[];
  readonly randoms: readonly RandomStream[];
}

/** Levels of noise with which the prior's faces are good, and with which they are not. */
const STEPS = { enough: 12, few: [2, 3] } as const;

/** (standard deviations) of the noise left in. */
const LEFT_IN = { least: 0.2, most: 0.8 };

/** (standard deviations) of the noise that is taken off at once, at strengths 0 and 1: from pores to the whole head. */
const TAKEN_OFF = { least: 0.15, most: 10 };

/** Draws a block of that kind: [n × size × size]. */
export function drawFromPrior(prior: DenoiserNet, kind: PriorKind, block: Block): Float32Array {
  switch (kind) {
    case "prior_few_steps":
      return fewSteps(prior, block);
    case "prior_noisy":
      return withNoise(prior, block);
    case "prior_smooth":
      return denoisedAtOnce(prior, block);
  }
}

/** Each picture with two or three levels of noise, both drawn for the whole block and one taken. */
function fewSteps(prior: DenoiserNet, { randoms }: Block): Float32Array {
  const drawn = STEPS.few.map((steps) => sample(prior, randoms, steps));
  const area = prior.config.size ** 2;
  const result = new Float32Array(randoms.length * area);
  for (const [i, random] of randoms.entries()) {
    const taken = drawn[random.split("steps").integer(drawn.length)]!;
    result.set(taken.subarray(i * area, (i + 1) * area), i * area);
  }
  return result;
}

/** A face of enough steps with noise of random strength left in. */
function withNoise(prior: DenoiserNet, { randoms }: Block): Float32Array {
  const pictures = sample(prior, randoms, STEPS.enough);
  const area = prior.config.size ** 2;
  for (const [i, random] of randoms.entries()) {
    const left = random.split("left");
    const sigma = between(LEFT_IN.least, LEFT_IN.most, left.uniform());
    for (let p = i * area; p < (i + 1) * area; p++) pictures[p]! += sigma * left.normal();
  }
  return pictures;
}

/**
 * The prior's estimate of a real face under much noise, in one step: the more noise, the smoother, until the mean of all
 * faces. Little noise leaves the face, so the trace of the prior alone does not make a non-face.
 */
function denoisedAtOnce(prior: DenoiserNet, { faces, strengths, randoms }: Block): Float32Array {
  const { size, classes } = prior.config;
  const low = Math.log(TAKEN_OFF.least);
  const high = Math.log(TAKEN_OFF.most);
  const sigmas = strengths.map((strength) => Math.exp(between(low, high, strength)));
  const noisy = faces.slice();
  for (const [i, sigma] of sigmas.entries()) {
    const random = randoms[i]!;
    for (let p = i * size ** 2; p < (i + 1) * size ** 2; p++) noisy[p]! += sigma * random.normal();
  }
  return numbersOf(() => {
    const x = tf.tensor4d(noisy, [sigmas.length, size, size, 1]);
    return prior.estimate(x, tf.tensor1d(sigmas), nullCondition(sigmas.length, classes.length));
  });
}

function sample(prior: DenoiserNet, randoms: readonly RandomStream[], steps: number): Float32Array {
  const sigmas = karrasSigmas({ steps });
  const { size, classes } = prior.config;
  // A branch for each number of steps: a stream that was drawn from would go on where it stopped.
  const streams = randoms.map((random) => random.split("noise").split(steps));
  return numbersOf(() => {
    const denoiser = conditioned(prior.denoise, nullCondition(randoms.length, classes.length));
    const noise = noiseSource(streams, size);
    return sampleDpmSolver2m(denoiser, startOf(noise, sigmas), noise, { sigmas, eta: 0 });
  });
}
