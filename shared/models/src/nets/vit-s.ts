import type { tf } from "@limen/engine/tf";
import { normal } from "../initialisers.ts";
import { attention, dense, dropout, gelu, layerNorm } from "../layers/index.ts";
import type { Scope } from "../parameters.ts";
import { channels, type Net, type NetShape, total } from "./net.ts";
import { embedTokens, tokenCount, tokenMultiplications } from "./tokens.ts";

const DEPTH = 6;
const HEADS = 4;
const EXPANSION = 4;

/** A vision transformer (Dosovitskiy et al. 2021) on convolved tokens, with their mean instead of a class token. */
export const vitS: Net = {
  featureCount: featuresOf,
  dropouts: (shape) => ({ features: featuresOf(shape) }),

  build(scope, shape) {
    const features = featuresOf(shape);
    const embed = embedTokens(scope.in("stem"), shape.size, features);
    const position = scope.add("position", [1, tokenCount(shape.size), features], normal(0.02));
    const blocks = Array.from({ length: DEPTH }, (_, index) => block(scope.in(`block${index}`), features));
    const norm = layerNorm(scope.in("norm"), features);
    return (x, masks) => {
      const tokens = blocks.reduce<tf.Tensor3D>((y, apply) => apply(y), embed(x).add(position));
      return dropout(norm(tokens).mean(1) as tf.Tensor2D, "features", masks);
    };
  },

  multiplications(shape) {
    const d = featuresOf(shape);
    const tokens = tokenCount(shape.size);
    const block = tokens * d * d * (4 + 2 * EXPANSION) + 2 * tokens * tokens * d;
    return total([tokenMultiplications(shape.size, d), DEPTH * block]);
  },
};

function featuresOf({ width }: NetShape): number {
  return channels(96, width);
}

function block(scope: Scope, features: number) {
  const before = layerNorm(scope.in("norm1"), features);
  const attend = attention(scope.in("attention"), { features, heads: HEADS });
  const between = layerNorm(scope.in("norm2"), features);
  const widen = dense(scope.in("mlp1"), { inputs: features, outputs: EXPANSION * features });
  const narrow = dense(scope.in("mlp2"), { inputs: EXPANSION * features, outputs: features });
  return (x: tf.Tensor3D): tf.Tensor3D => {
    const attended = x.add<tf.Tensor3D>(attend(before(x)));
    return attended.add(narrow(gelu(widen(between(attended)))));
  };
}
