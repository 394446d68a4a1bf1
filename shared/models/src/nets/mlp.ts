import type { tf } from "@limen/engine/tf";
import { he } from "../initialisers.ts";
import { dense, dropout, gelu } from "../layers/index.ts";
import { channels, type Net, type NetShape } from "./net.ts";

/** Two hidden layers on the pixels, 512 and 256: a weak end of the zoo. */
export const mlp: Net = {
  featureCount: (shape) => sizes(shape).second,
  dropouts: (shape) => ({ hidden1: sizes(shape).first, hidden2: sizes(shape).second }),

  build(scope, shape) {
    const { inputs, first, second } = sizes(shape);
    const one = dense(scope.in("hidden1"), { inputs, outputs: first, initialise: he });
    const two = dense(scope.in("hidden2"), { inputs: first, outputs: second, initialise: he });
    return (x, masks) => {
      const pixels = x.reshape([x.shape[0], inputs]) as tf.Tensor2D;
      return dropout(gelu(two(dropout(gelu(one(pixels)), "hidden1", masks))), "hidden2", masks);
    };
  },

  multiplications(shape) {
    const { inputs, first, second } = sizes(shape);
    return inputs * first + first * second;
  },
};

function sizes({ size, width }: NetShape) {
  return { inputs: size * size, first: channels(512, width), second: channels(256, width) };
}
