import { invariant } from "@limen/errors";

/**
 * In place: the lower triangle of a symmetric positive definite matrix [n × n] becomes its Cholesky factor.
 * Own code because it runs on 8 × 8 and 17 × 17 typed arrays some 10⁵ times a net, where a matrix library's
 * objects would cost more than the arithmetic.
 */
export function factorize(matrix: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i === j) {
        invariant(sum > 0, `matrix is not positive definite: pivot ${j} is ${sum}`);
        matrix[j * n + j] = Math.sqrt(sum);
      } else {
        matrix[i * n + j] = sum / matrix[j * n + j]!;
      }
    }
  }
}

/** In place: solves L Lᵀ x = vector, with L from `factorize`. */
export function solve(factor: Float64Array, n: number, vector: Float64Array): void {
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
