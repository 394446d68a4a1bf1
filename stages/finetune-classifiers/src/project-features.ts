import type { RandomStream } from "@limen/random";
import { type LayerInputs, projectInputs } from "./layer-inputs.ts";
import { addOuter, leadingDirections } from "./leading-directions.ts";

/**
 * Leading principal components of features [rows × dimensions], fitted on the rows where `use` is 1 and applied to
 * all: one set of inputs for each of the widths wanted (or as many as there are dimensions).
 */
export function projectFeatures(
  features: ArrayLike<number>,
  rows: number,
  widths: readonly number[],
  use: Uint8Array,
  random: RandomStream,
): LayerInputs[] {
  const dimensions = features.length / rows;
  const centred = centre(features, rows, dimensions, use);
  const covariance = new Float64Array(dimensions * dimensions);
  for (let row = 0; row < rows; row++) {
    if (use[row] === 1) addOuter(covariance, centred.subarray(row * dimensions, (row + 1) * dimensions));
  }
  const basis = leadingDirections(covariance, dimensions, Math.max(...widths), random);
  const inputs = { values: centred, width: dimensions };
  return widths.map((width) => projectInputs(inputs, basis.slice(0, width), use));
}

function centre(
  features: ArrayLike<number>,
  rows: number,
  dimensions: number,
  use: Uint8Array,
): Float64Array {
  const mean = new Float64Array(dimensions);
  let used = 0;
  for (let row = 0; row < rows; row++) {
    if (use[row] !== 1) continue;
    used++;
    for (let d = 0; d < dimensions; d++) mean[d]! += features[row * dimensions + d]!;
  }
  return Float64Array.from(features, (value, index) => value - mean[index % dimensions]! / Math.max(1, used));
}
