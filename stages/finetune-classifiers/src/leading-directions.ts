import type { RandomStream } from "@limen/random";

const ITERATIONS = 30;

/**
 * Leading eigenvectors of a symmetric, positive semidefinite matrix [n × n], largest first, by orthogonal iteration.
 * Directions beyond its rank are zero.
 */
export function leadingDirections(
  matrix: Float64Array,
  n: number,
  count: number,
  random: RandomStream,
): Float64Array[] {
  let basis: Float64Array[] = Array.from({ length: Math.min(count, n) }, () =>
    Float64Array.from(random.normals(n)),
  );
  orthonormalize(basis);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    basis = basis.map((direction) => multiply(matrix, direction));
    orthonormalize(basis);
  }
  return basis;
}

/** How much the matrix has along a direction of length one. */
export function spreadAlong(matrix: Float64Array, direction: Float64Array): number {
  return dot(multiply(matrix, direction), direction);
}

/** Adds v vᵀ to the matrix. */
export function addOuter(matrix: Float64Array, v: Float64Array): void {
  const n = v.length;
  for (let i = 0; i < n; i++) {
    const value = v[i]!;
    if (value === 0) continue;
    for (let j = 0; j < n; j++) matrix[i * n + j]! += value * v[j]!;
  }
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
