import { compile, tf } from "@limen/engine/tf";
import { type ParameterArrays, Parameters, Scope } from "@limen/models";
import type { RandomStream } from "@limen/random";
import { type DenoiserConfig, expertsOf } from "./config.ts";
import type { CleanEstimate, ConditionalDenoiser, DenoiserPull } from "./denoiser.ts";
import { BASIS_NAMES, eigenDenoiser } from "./eigen/eigen-denoiser.ts";
import { precondition } from "./precondition.ts";
import { unet } from "./unet/unet.ts";

/** Images of the smallest graph: samplers call with many numbers of images. */
const ROWS = 8;

/** A denoiser with its parameters. */
export interface DenoiserNet {
  readonly config: DenoiserConfig;
  readonly parameters: Parameters;
  /** Names of the parameters that training changes. */
  readonly trained: readonly string[];
  readonly estimate: CleanEstimate;
  /** Compiled, as `pull` is. */
  readonly denoise: ConditionalDenoiser;
  readonly pull: DenoiserPull;
  dispose(): void;
}

/** One net and the noise level from which on it is asked. */
interface ExpertNet {
  readonly from: number;
  readonly estimate: CleanEstimate;
}

/** A new net with first weights drawn from `random`. Throws a UserError when the config does not fit together. */
export function buildDenoiser(config: DenoiserConfig, random: RandomStream): DenoiserNet {
  const parameters = new Parameters(random);
  const experts = build(new Scope(parameters), config);
  const compiled = experts.map(({ estimate }) => {
    const at = (x: tf.Tensor, sigma: tf.Tensor, condition: tf.Tensor) =>
      estimate(x as tf.Tensor4D, tf.ones([x.shape[0]!]).mul(sigma), condition as tf.Tensor2D);
    const options = { variables: () => parameters.variables(), rows: ROWS };
    return {
      denoise: compile((x, sigma, condition) => [at(x!, sigma!, condition!)], options),
      pull: compile((x, sigma, condition, cotangent) => {
        return [tf.grad((noisy) => at(noisy, sigma!, condition!).mul(cotangent!).sum())(x!)];
      }, options),
    };
  });
  const expertAt = (sigma: number) => compiled[experts.findIndex(({ from }) => sigma >= from)]!;
  return {
    config,
    parameters,
    trained: parameters.names.filter((name) => !BASIS_NAMES.some((fixed) => name.endsWith(fixed))),
    estimate: byNoiseLevel(experts),
    denoise: (x, sigma, condition) =>
      tf.tidy(() => expertAt(sigma).denoise.run(x, tf.scalar(sigma), condition)[0] as tf.Tensor4D),
    pull: (x, sigma, condition, cotangent) =>
      tf.tidy(() => expertAt(sigma).pull.run(x, tf.scalar(sigma), condition, cotangent)[0] as tf.Tensor4D),
    dispose: () => {
      for (const { denoise, pull } of compiled) for (const graph of [denoise, pull]) graph.dispose();
      parameters.dispose();
    },
  };
}

/** For the highest noise first; the last is for all noise below. */
function build(scope: Scope, config: DenoiserConfig): readonly ExpertNet[] {
  switch (config.architecture) {
    case "eigen":
      return [{ from: 0, estimate: eigenDenoiser(scope, config) }];
    case "unet": {
      const net = unet(scope, config);
      return [{ from: 0, estimate: (x, sigmas, condition) => precondition(net, x, sigmas, condition) }];
    }
    case "experts":
      return expertsOf(config).map(({ from, config: own }, index) => {
        return { from, estimate: build(scope.in(index), own)[0]!.estimate };
      });
  }
}

/** Each image's estimate is that of the expert for its noise level. All experts see all images. */
function byNoiseLevel(experts: readonly ExpertNet[]): CleanEstimate {
  if (experts.length === 1) return experts[0]!.estimate;
  return (x, sigmas, condition) =>
    tf.tidy(() => {
      const levels = sigmas.reshape<tf.Tensor4D>([-1, 1, 1, 1]);
      return experts.toReversed().reduce<tf.Tensor4D | undefined>((below, { from, estimate }) => {
        const own = estimate(x, sigmas, condition);
        return below ? tf.where(levels.greaterEqual(from), own, below) : own;
      }, undefined)!;
    });
}

/** The weights of experts that were trained apart, for the highest noise first. */
export function joinExperts(experts: readonly ParameterArrays[]): ParameterArrays {
  return Object.fromEntries(
    experts.flatMap((arrays, index) =>
      Object.entries(arrays).map(([name, value]) => [`${index}/${name}`, value] as const),
    ),
  );
}
