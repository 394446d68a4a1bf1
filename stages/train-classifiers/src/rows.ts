/** Row `index` of a matrix stored row by row, without copying. */
export function rowOf<T extends Float32Array | Float64Array>(matrix: T, columns: number, index: number): T {
  return matrix.subarray(index * columns, (index + 1) * columns) as T;
}

/** Index of the largest value; the first of equals. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
