import { Parameters, Scope } from "@limen/models";
import type { RandomStream } from "@limen/random";
import type { ConditionalDenoiser } from "./denoiser.ts";
import { precondition, type RawNet } from "./precondition.ts";
import type { DenoiserConfig } from "./unet/config.ts";
import { unet } from "./unet/unet.ts";

/** A U-Net with its parameters and, as a function, the denoiser that it is. */
export interface DenoiserNet {
  readonly config: DenoiserConfig;
  readonly parameters: Parameters;
  readonly net: RawNet;
  readonly denoise: ConditionalDenoiser;
  dispose(): void;
}

/** A new net with first weights drawn from `random`. Throws a UserError when the config does not fit together. */
export function buildDenoiser(config: DenoiserConfig, random: RandomStream): DenoiserNet {
  const parameters = new Parameters(random);
  const net = unet(new Scope(parameters), config);
  return {
    config,
    parameters,
    net,
    denoise: (x, sigma, condition) =>
      precondition(net, x, new Array<number>(x.shape[0]).fill(sigma), condition),
    dispose: () => parameters.dispose(),
  };
}
