import type { tf } from "@limen/engine/tf";
import { conv2d, dropout, elu, globalMean, groupNorm, maxPool, separableConv2d } from "../layers/index.ts";
import type { Scope } from "../parameters.ts";
import { channels, convolution, type Net, type NetShape, total } from "./net.ts";

/**
 * Separable convolutions with shortcuts, 16 to 128 channels (after Arriaga et al. 2017, mini-Xception).
 * Small enough for a browser; simulated observers see faces through its features.
 */
export const xceptionS: Net = {
  featureCount: (shape) => widthsOf(shape).at(-1)!,
  dropouts: (shape) => ({ features: widthsOf(shape).at(-1)! }),

  build(scope, shape) {
    const widths = widthsOf(shape);
    const stem = conv2d(scope.in("stem"), { inputs: 1, outputs: widths[0]!, stride: 2 });
    const modules = widths.slice(1).map((outputs, index) => {
      return separableModule(scope.in(`module${index}`), widths[index]!, outputs);
    });
    return (x, masks) =>
      dropout(globalMean(elu(modules.reduce((y, apply) => apply(y), stem(x)))), "features", masks);
  },

  multiplications(shape) {
    const widths = widthsOf(shape);
    const modules = widths.slice(1).map((outputs, index) => {
      const inputs = widths[index]!;
      const side = shape.size / 2 ** (index + 1);
      const depthwise = 9 * side * side * (inputs + outputs);
      const point = convolution(side, 1, inputs, outputs) + convolution(side, 1, outputs, outputs);
      return depthwise + point + convolution(side / 2, 1, inputs, outputs);
    });
    return total([convolution(shape.size / 2, 3, 1, widths[0]!), ...modules]);
  },
};

function widthsOf({ width }: NetShape): number[] {
  return [16, 32, 64, 128].map((base) => channels(base, width));
}

function separableModule(scope: Scope, inputs: number, outputs: number) {
  const first = separableConv2d(scope.in("a"), { inputs, outputs });
  const second = separableConv2d(scope.in("b"), { inputs: outputs, outputs });
  const norm = groupNorm(scope.in("norm"), { channels: outputs });
  const shortcut = conv2d(scope.in("shortcut"), { inputs, outputs, kernel: 1, stride: 2 });
  return (x: tf.Tensor4D): tf.Tensor4D => norm(maxPool(second(elu(first(elu(x)))))).add(shortcut(x));
}
