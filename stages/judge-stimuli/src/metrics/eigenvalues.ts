import { EigenvalueDecomposition, type Matrix } from "ml-matrix";

/**
 * The eigenvalues of F Fᵀ for a factor F, without the zeros of the longer side: of F Fᵀ or of Fᵀ F, whichever is smaller.
 * Rounding can make none of them negative.
 */
export function eigenvaluesOfSquare(factor: Matrix): number[] {
  const transposed = factor.transpose();
  const square = factor.rows <= factor.columns ? factor.mmul(transposed) : transposed.mmul(factor);
  const { realEigenvalues } = new EigenvalueDecomposition(square, { assumeSymmetric: true });
  return realEigenvalues.map((value) => Math.max(0, value));
}
