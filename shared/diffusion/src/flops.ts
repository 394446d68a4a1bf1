import { type DenoiserConfig, type EigenConfig, expertsOf, FILTERS, type UnetConfig } from "./config.ts";
import { EIGEN_LAYERS } from "./eigen/eigen-denoiser.ts";
import { NOISE_FEATURES } from "./unet/embed.ts";

/**
 * GFLOP of one image's forward pass at a noise level: products of convolutions, dense layers and attention, two FLOP
 * each.
 */
export function denoiserGflop(config: DenoiserConfig, sigma: number): number {
  switch (config.architecture) {
    case "unet":
      return (2 * unetProducts(config)) / 1e9;
    case "eigen":
      return (2 * eigenProducts(config)) / 1e9;
    case "experts":
      return denoiserGflop(expertsOf(config).find(({ from }) => sigma >= from)!.config, sigma);
  }
}

function eigenProducts({ size, components, hidden, embedding, classes }: EigenConfig): number {
  const ends = 2 * components * size ** 2 + 2 * components * hidden;
  const layers = EIGEN_LAYERS * (2 * hidden ** 2 + 2 * embedding * hidden);
  return ends + layers + embedding * (NOISE_FEATURES + embedding + classes.length + 1);
}

function unetProducts(config: UnetConfig): number {
  const { channels, embedding, unshuffle, size, classes } = config;
  const side = (level: number) => size / unshuffle / 2 ** level;
  const conv = (level: number, inputs: number, outputs: number, kernel = 3) =>
    side(level) ** 2 * kernel ** 2 * inputs * outputs;
  const residual = (level: number, inputs: number, outputs: number) =>
    conv(level, inputs, outputs) +
    conv(level, outputs, outputs) +
    (inputs === outputs ? 0 : conv(level, inputs, outputs, 1)) +
    embedding * 2 * outputs;

  const deepest = channels.length - 1;
  const coarsest = channels[deepest]!;
  const tokens = side(deepest) ** 2;
  let products = embedding * (NOISE_FEATURES + embedding + classes.length + 1);
  products += 2 * conv(0, unshuffle ** 2, channels[0]!);
  products += conv(0, unshuffle ** 2, FILTERS * unshuffle ** 2) + embedding * FILTERS * unshuffle ** 2;
  for (let level = 0; level < deepest; level++) {
    const [here, below] = [channels[level]!, channels[level + 1]!];
    products += residual(level, here, here) + conv(level + 1, here, below);
    products += conv(level, below, here) + residual(level, 2 * here, here);
  }
  products += 2 * residual(deepest, coarsest, coarsest);
  products += tokens * 4 * coarsest ** 2 + 2 * tokens ** 2 * coarsest;
  return products;
}
