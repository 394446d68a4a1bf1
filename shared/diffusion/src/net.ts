import { Parameters, Scope } from "@limen/models";
import type { RandomStream } from "@limen/random";
import type { DenoiserConfig } from "./config.ts";
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
  const fixed: readonly string[] = config.architecture === "eigen" ? BASIS_NAMES : [];
  return {
    config,
    parameters,
    trained: parameters.names.filter((name) => !fixed.includes(name)),
    estimate,
    denoise: (x, sigma, condition) => estimate(x, new Array<number>(x.shape[0]).fill(sigma), condition),
    dispose: () => parameters.dispose(),
  };
}

function build(scope: Scope, config: DenoiserConfig): CleanEstimate {
  if (config.architecture === "eigen") return eigenDenoiser(scope, config);
  const net = unet(scope, config);
  return (x, sigmas, condition) => precondition(net, x, sigmas, condition);
}
