import { conv2d, dropout, gelu, globalMean, maxPool } from "../layers/index.ts";
import { channels, convolution, type Net, type NetShape, total } from "./net.ts";

/** Four areas, each a convolution, an activation and a pool: CORnet-Z (Kubilius et al. 2018), small. */
export const cornetZS: Net = {
  featureCount: (shape) => widthsOf(shape).at(-1)!,
  dropouts: (shape) => ({ features: widthsOf(shape).at(-1)! }),

  build(scope, shape) {
    const widths = widthsOf(shape);
    const areas = widths.map((outputs, index) => {
      const inputs = widths[index - 1] ?? 1;
      return conv2d(
        scope.in(AREAS[index]!),
        index === 0 ? { inputs, outputs, kernel: 5, stride: 2 } : { inputs, outputs },
      );
    });
    return (x, masks) => {
      const maps = areas.reduce((y, area, index) => {
        const active = gelu(area(y));
        return index < areas.length - 1 ? maxPool(active) : active;
      }, x);
      return dropout(globalMean(maps), "features", masks);
    };
  },

  multiplications(shape) {
    const widths = widthsOf(shape);
    const later = widths.slice(1).map((outputs, index) => {
      return convolution(shape.size / 2 ** (index + 2), 3, widths[index]!, outputs);
    });
    return total([convolution(shape.size / 2, 5, 1, widths[0]!), ...later]);
  },
};

const AREAS = ["v1", "v2", "v4", "it"];

function widthsOf({ width }: NetShape): number[] {
  return [32, 64, 128, 256].map((base) => channels(base, width));
}
