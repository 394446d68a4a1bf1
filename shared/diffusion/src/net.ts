import { tf } from "@limen/engine/tf";
import { type ParameterArrays, Parameters, Scope } from "@limen/models";
import type { RandomStream } from "@limen/random";
import { type DenoiserConfig, expertsOf } from "./config.ts";
import type { CleanEstimate, ConditionalDenoiser } from "./denoiser.ts";
import { BASIS_NAMES, eigenDenoiser } from "./eigen/eigen-denoiser.ts";
import { precondition } from "./precondition.ts";
import { unet } from "./unet/unet.ts";

/** A denoiser with its parameters. */
export interface DenoiserNet {
  readonly config: DenoiserConfig;
  readonly parameters: Parameters;
  /** Names of the parameters that training changes. */
  readonly trained: readonly string[];
  readonly estimate: CleanEstimate;
  readonly denoise: ConditionalDenoiser;
  dispose(): void;
}

/** A new net with first weights drawn from `random`. Throws a UserError when the config does not fit together. */
export function buildDenoiser(config: DenoiserConfig, random: RandomStream): DenoiserNet {
  const parameters = new Parameters(random);
  const estimate = build(new Scope(parameters), config);
  return {
    config,
    parameters,
    trained: parameters.names.filter((name) => !BASIS_NAMES.some((fixed) => name.endsWith(fixed))),
    estimate,
    denoise: (x, sigma, condition) => estimate(x, new Array<number>(x.shape[0]).fill(sigma), condition),
    dispose: () => parameters.dispose(),
  };
}

function build(scope: Scope, config: DenoiserConfig): CleanEstimate {
  switch (config.architecture) {
    case "eigen":
      return eigenDenoiser(scope, config);
    case "unet": {
      const net = unet(scope, config);
      return (x, sigmas, condition) => precondition(net, x, sigmas, condition);
    }
    case "experts":
      return byNoiseLevel(
        expertsOf(config).map(({ from, config: own }, index) => ({
          from,
          estimate: build(scope.in(index), own),
        })),
      );
  }
}

/** Each image's estimate is that of the expert for its noise level; an expert that none needs is not asked. */
function byNoiseLevel(
  experts: readonly { readonly from: number; readonly estimate: CleanEstimate }[],
): CleanEstimate {
  return (x, sigmas, condition) => {
    const chosen = sigmas.map((sigma) => experts.findIndex(({ from }) => sigma >= from));
    const asked = [...new Set(chosen)];
    const alone = (index: number) => experts[index]!.estimate(x, sigmas, condition);
    if (asked.length === 1) return alone(asked[0]!);
    return tf.tidy(() =>
      asked.slice(1).reduce((sofar, index) => {
        const own = tf.tensor4d(
          chosen.map((which) => Number(which === index)),
          [chosen.length, 1, 1, 1],
          "bool",
        );
        return tf.where(own, alone(index), sofar);
      }, alone(asked[0]!)),
    );
  };
}

/** The weights of experts that were trained apart, for the highest noise first. */
export function joinExperts(experts: readonly ParameterArrays[]): ParameterArrays {
  return Object.fromEntries(
    experts.flatMap((arrays, index) =>
      Object.entries(arrays).map(([name, value]) => [`${index}/${name}`, value] as const),
    ),
  );
}
