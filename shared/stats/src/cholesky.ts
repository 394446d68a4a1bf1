/**
 * In place: the lower triangle of a symmetric matrix [n × n] becomes its Cholesky factor. False (the matrix is then
 * spoilt) when it is not positive definite beyond rounding. Own code because it runs on small typed arrays some 10⁵ times a net,
 * where a matrix library's objects would cost more than the arithmetic.
 */
export function choleskyFactor(matrix: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    const diagonal = matrix[j * n + j]!;
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i > j) matrix[i * n + j] = sum / matrix[j * n + j]!;
      else if (sum > 1e-12 * Math.abs(diagonal)) matrix[j * n + j] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** In place: solves L Lᵀ x = vector, with L from `choleskyFactor`. */
export function choleskySolve(factor: Float64Array, n: number, vector: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = vector[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * vector[k]!;
    vector[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = vector[i]!;
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * vector[k]!;
    vector[i] = sum / factor[i * n + i]!;
  }
}

/** log |L Lᵀ| */
export function choleskyLogDeterminant(factor: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(factor[i * n + i]!);
  return sum;
}

/** The inverse of a symmetric positive definite matrix [n × n]; null when it is not one. */
export function inverseOf(matrix: Float64Array, n: number): Float64Array | null {
  const factor = matrix.slice();
  if (!choleskyFactor(factor, n)) return null;
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const unit = new Float64Array(n);
    unit[column] = 1;
    choleskySolve(factor, n, unit);
    for (let row = 0; row < n; row++) inverse[row * n + column] = unit[row]!;
  }
  return inverse;
}
