import { between } from "../degrees.ts";
import type { ChangeFace } from "./change.ts";

/** (share of the side) standard deviation of the blur at strengths 0 and 1: .5 and 6.2 pixels of 48. */
const WIDTH = { least: 0.01, most: 0.13 };

/** Gaussian blur, borders repeated: rows, then columns. */
export const blur: ChangeFace = ({ face, size, strength }) => {
  const sigma = size * between(WIDTH.least, WIDTH.most, strength);
  return blurredRows(blurredRows(face, size, sigma), size, sigma);
};

/** Blurs every row and writes it as a column. */
function blurredRows(picture: Float32Array, size: number, sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const out = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let x = 0; x < size; x++) {
      let sum = 0;
      for (const [i, weight] of weights.entries()) {
        const from = Math.min(size - 1, Math.max(0, x + i - reach));
        sum += weight * picture[row * size + from]!;
      }
      out[x * size + row] = sum / total;
    }
  }
  return out;
}
