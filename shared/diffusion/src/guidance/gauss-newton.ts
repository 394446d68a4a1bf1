import { invariant } from "@limen/errors";

/** Relative weight of the diagonal that keeps J Mᵀ invertible when two constraints point the same way. */
const RIDGE = 1e-3;
const SMALLEST_DIAGONAL = 1e-12;

/**
 * The step d = −Mᵀ (J Mᵀ)⁻¹ h that makes residuals h zero to first order, moving along the directions M only.
 * `jacobian` and `directions` hold one row of `pixels` values a constraint. With directions = jacobian it is the
 * shortest step; with the rows pulled through the prior's Jacobian it stays among likely faces.
 * A step longer than `cap` (L2 norm) is shortened to it.
 */
export function gaussNewtonStep(
  jacobian: readonly Float32Array[],
  directions: readonly Float32Array[],
  residuals: readonly number[],
  cap: number,
): Float64Array {
  const rows = jacobian.length;
  invariant(
    directions.length === rows && residuals.length === rows,
    "one direction and residual a constraint",
  );
  const pixels = jacobian[0]?.length ?? 0;
  const matrix = jacobian.map((j) => directions.map((m) => dot(j, m)));
  for (let i = 0; i < rows; i++) {
    matrix[i]![i]! += RIDGE * Math.abs(matrix[i]![i]!) + SMALLEST_DIAGONAL;
  }
  const weights = solveLinear(matrix, residuals);
  const step = new Float64Array(pixels);
  for (const [row, direction] of directions.entries()) {
    for (let pixel = 0; pixel < pixels; pixel++) step[pixel]! -= weights[row]! * direction[pixel]!;
  }
  const length = Math.sqrt(dot(step, step));
  return length > cap ? step.map((value) => (value * cap) / length) : step;
}

/** Solves A x = b by elimination with row pivoting; a row without a usable pivot gets weight 0. */
export function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let best = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row;
    }
    [rows[column], rows[best]] = [rows[best]!, rows[column]!];
    const pivot = rows[column]![column]!;
    if (Math.abs(pivot) < SMALLEST_DIAGONAL / 2) continue;
    for (let row = column + 1; row < n; row++) {
      const factor = rows[row]![column]! / pivot;
      for (let k = column; k <= n; k++) rows[row]![k]! -= factor * rows[column]![k]!;
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let row = n - 1; row >= 0; row--) {
    const pivot = rows[row]![row]!;
    if (Math.abs(pivot) < SMALLEST_DIAGONAL / 2) continue;
    let rest = rows[row]![n]!;
    for (let k = row + 1; k < n; k++) rest -= rows[row]![k]! * solution[k]!;
    solution[row] = rest / pivot;
  }
  return solution;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
