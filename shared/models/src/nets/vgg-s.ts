import type { tf } from "@limen/engine/tf";
import { he } from "../initialisers.ts";
import { conv2d, dense, dropout, elu, maxPool } from "../layers/index.ts";
import { channels, convolution, type Net, type NetShape, total } from "./net.ts";

/** Pairs of 3×3 convolutions at 32, 64 and 128 channels, a pool after each pair, one hidden layer (after Simonyan and Zisserman 2015; Barsoum et al. 2016). */
export const vggS: Net = {
  featureCount: (shape) => sides(shape).hidden,
  dropouts: (shape) => ({ flat: sides(shape).flat, hidden: sides(shape).hidden }),

  build(scope, shape) {
    const { widths, hidden, flat } = sides(shape);
    const pairs = widths.map((outputs, index) => {
      const inputs = widths[index - 1] ?? 1;
      return [
        conv2d(scope.in(`conv${index}a`), { inputs, outputs }),
        conv2d(scope.in(`conv${index}b`), { inputs: outputs, outputs }),
      ] as const;
    });
    const last = dense(scope.in("hidden"), { inputs: flat, outputs: hidden, initialise: he });
    return (x, masks) => {
      // ELU is monotonic, so it may come after the pool, on a quarter of the values, with the same result.
      const maps = pairs.reduce((y, [first, second]) => elu(maxPool(second(elu(first(y))))), x);
      const pooled = maps.reshape([x.shape[0], flat]) as tf.Tensor2D;
      return dropout(elu(last(dropout(pooled, "flat", masks))), "hidden", masks);
    };
  },

  multiplications(shape) {
    const { widths, hidden, flat } = sides(shape);
    const pairs = widths.map((outputs, index) => {
      const side = shape.size / 2 ** index;
      return convolution(side, 3, widths[index - 1] ?? 1, outputs) + convolution(side, 3, outputs, outputs);
    });
    return total([...pairs, flat * hidden]);
  },
};

function sides({ size, width }: NetShape) {
  const widths = [32, 64, 128].map((base) => channels(base, width));
  return { widths, hidden: channels(256, width), flat: widths.at(-1)! * (size / 8) ** 2 };
}
