import type { tf } from "@limen/engine/tf";
import { dense, dropout, gelu, layerNorm } from "../layers/index.ts";
import type { Scope } from "../parameters.ts";
import { channels, type Net, type NetShape, total } from "./net.ts";
import { embedTokens, tokenCount, tokenMultiplications } from "./tokens.ts";

const DEPTH = 6;
const TOKEN_HIDDEN = 64;
const EXPANSION = 2;

/**
 * MLP-Mixer (Tolstikhin et al. 2021). Past its stem it has neither convolution nor attention: the net that is held out,
 * which judges whether a stimulus lies on the boundary of nets that did not guide its synthesis.
 */
export const mixerS: Net = {
  featureCount: featuresOf,
  dropouts: (shape) => ({ features: featuresOf(shape) }),

  build(scope, shape) {
    const features = featuresOf(shape);
    const embed = embedTokens(scope.in("stem"), shape.size, features);
    const blocks = Array.from({ length: DEPTH }, (_, index) =>
      block(scope.in(`block${index}`), features, tokenCount(shape.size)),
    );
    const norm = layerNorm(scope.in("norm"), features);
    return (x, masks) => {
      const tokens = blocks.reduce<tf.Tensor3D>((y, apply) => apply(y), embed(x));
      return dropout(norm(tokens).mean(1) as tf.Tensor2D, "features", masks);
    };
  },

  multiplications(shape) {
    const d = featuresOf(shape);
    const tokens = tokenCount(shape.size);
    const block = 2 * tokens * TOKEN_HIDDEN * d + 2 * tokens * d * EXPANSION * d;
    return total([tokenMultiplications(shape.size, d), DEPTH * block]);
  },
};

function featuresOf({ width }: NetShape): number {
  return channels(128, width);
}

function block(scope: Scope, features: number, tokens: number) {
  const before = layerNorm(scope.in("norm1"), features);
  const mixTokens = mlp(scope.in("tokens"), tokens, TOKEN_HIDDEN);
  const between = layerNorm(scope.in("norm2"), features);
  const mixFeatures = mlp(scope.in("features"), features, EXPANSION * features);
  return (x: tf.Tensor3D): tf.Tensor3D => {
    const mixed = x.add<tf.Tensor3D>(mixTokens(before(x).transpose([0, 2, 1])).transpose([0, 2, 1]));
    return mixed.add(mixFeatures(between(mixed)));
  };
}

function mlp(scope: Scope, size: number, hidden: number) {
  const widen = dense(scope.in("in"), { inputs: size, outputs: hidden });
  const narrow = dense(scope.in("out"), { inputs: hidden, outputs: size });
  return <T extends tf.Tensor>(x: T): T => narrow(gelu(widen(x)));
}
