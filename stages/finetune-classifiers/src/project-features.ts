import type { RandomStream } from "@limen/random";

const ITERATIONS = 30;

/**
 * Leading principal components of features [rows × dimensions], fitted on the rows where `use` is 1 and applied to
 * all, scaled so that a used row has mean squared length one: then one prior precision suits biases and weights alike.
 * Orthogonal iteration; features without any spread give zeros.
 *
 * Returns [rows × min(width, dimensions)], row-major.
 */
export function projectFeatures(
  features: ArrayLike<number>,
  rows: number,
  width: number,
  use: Uint8Array,
  random: RandomStream,
): { readonly values: Float64Array; readonly width: number } {
  const dimensions = features.length / rows;
  const kept = Math.min(width, dimensions);
  const centred = centre(features, rows, dimensions, use);
  const covariance = covarianceOf(centred, rows, dimensions, use);
  let basis: Float64Array[] = Array.from({ length: kept }, () =>
    Float64Array.from(random.normals(dimensions)),
  );
  orthonormalize(basis);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    basis = basis.map((direction) => multiply(covariance, direction));
    orthonormalize(basis);
  }
  const values = new Float64Array(rows * kept);
  let squares = 0;
  let used = 0;
  for (let row = 0; row < rows; row++) {
    if (use[row] === 1) used++;
    for (let k = 0; k < kept; k++) {
      let sum = 0;
      for (let d = 0; d < dimensions; d++) sum += centred[row * dimensions + d]! * basis[k]![d]!;
      values[row * kept + k] = sum;
      if (use[row] === 1) squares += sum * sum;
    }
  }
  const scale = squares > 1e-20 ? Math.sqrt(used / squares) : 0;
  return { values: values.map((value) => value * scale), width: kept };
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

function covarianceOf(
  centred: Float64Array,
  rows: number,
  dimensions: number,
  use: Uint8Array,
): Float64Array {
  const covariance = new Float64Array(dimensions * dimensions);
  for (let row = 0; row < rows; row++) {
    if (use[row] !== 1) continue;
    const values = centred.subarray(row * dimensions, (row + 1) * dimensions);
    for (let i = 0; i < dimensions; i++) {
      const value = values[i]!;
      if (value === 0) continue;
      for (let j = 0; j < dimensions; j++) covariance[i * dimensions + j]! += value * values[j]!;
    }
  }
  return covariance;
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * vector[j]!;
    return sum;
  });
}

/** Modified Gram–Schmidt, in place; a direction without length becomes zero. */
function orthonormalize(basis: readonly Float64Array[]): void {
  basis.forEach((direction, k) => {
    for (const earlier of basis.slice(0, k)) {
      const overlap = dot(direction, earlier);
      for (let d = 0; d < direction.length; d++) direction[d]! -= overlap * earlier[d]!;
    }
    const length = Math.sqrt(dot(direction, direction));
    for (let d = 0; d < direction.length; d++) direction[d] = length > 1e-12 ? direction[d]! / length : 0;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
