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
    case "experts": {
      const { high, low } = expertsOf(config);
      return byNoiseLevel(config.switchSigma, build(scope.in("high"), high), build(scope.in("low"), low));
    }
  }
}

/** Each image's estimate is that of the expert for its noise level; an expert that none needs is not asked. */
function byNoiseLevel(switchSigma: number, high: CleanEstimate, low: CleanEstimate): CleanEstimate {
  return (x, sigmas, condition) => {
    const isHigh = sigmas.map((sigma) => sigma >= switchSigma);
    if (isHigh.every(Boolean)) return high(x, sigmas, condition);
    if (!isHigh.some(Boolean)) return low(x, sigmas, condition);
    return tf.tidy(() => {
      const choose = tf.tensor4d(isHigh.map(Number), [sigmas.length, 1, 1, 1], "bool");
      return tf.where(choose, high(x, sigmas, condition), low(x, sigmas, condition));
    });
  };
}

/** The weights of experts that were trained apart. */
export function joinExperts(high: ParameterArrays, low: ParameterArrays): ParameterArrays {
  const under = (scope: string, arrays: ParameterArrays) =>
    Object.entries(arrays).map(([name, value]) => [`${scope}/${name}`, value] as const);
  return Object.fromEntries([...under("high", high), ...under("low", low)]);
}
