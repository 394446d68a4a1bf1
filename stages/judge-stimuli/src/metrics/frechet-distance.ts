import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { eigenvaluesOfSquare } from "./eigenvalues.ts";
import { matrixOf, type Vectors } from "./vectors.ts";

/** A Gaussian fitted to a sample. */
export interface Gaussian {
  readonly mean: readonly number[];
  /** Sum of the variances. */
  readonly trace: number;
  /** Symmetric square root of the covariance. */
  readonly root: Matrix;
}

/** Fits mean and covariance (divisor n − 1); needs two items or more. */
export function fitGaussian(sample: Vectors): Gaussian {
  const { mean, factor, trace } = spread(sample);
  const covariance = factor.transpose().mmul(factor);
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const scaled = eigenvectorMatrix
    .clone()
    .mulRowVector(realEigenvalues.map((v) => Math.sqrt(Math.max(0, v))));
  return { mean, trace, root: scaled.mmul(eigenvectorMatrix.transpose()) };
}

/** A sample with its items also as the reference's root maps them, so that resamples need not map them again. */
export interface Mapped {
  readonly items: Vectors;
  readonly mapped: Vectors;
}

export function mapItems(items: Vectors, { root }: Gaussian): Mapped {
  const mapped = items.length === 0 ? [] : matrixOf(items).mmul(root).to2DArray();
  return { items, mapped: mapped.map((row) => Float64Array.from(row)) };
}

/**
 * Squared Fréchet distance of the Gaussians fitted to a sample and to a reference (Dowson and Landau 1982):
 * |μ₁ − μ₂|² + tr Σ₁ + tr Σ₂ − 2 tr (Σ₂^½ Σ₁ Σ₂^½)^½. Null for fewer than two items. Biased upward for small samples:
 * only distances at the same n can be compared.
 */
export function frechetDistance({ items, mapped }: Mapped, reference: Gaussian): number | null {
  if (items.length < 2) return null;
  const { mean, trace } = spread(items);
  const shift = mean.reduce((sum, value, index) => sum + (value - reference.mean[index]!) ** 2, 0);
  const common = eigenvaluesOfSquare(spread(mapped).factor).reduce((sum, value) => sum + Math.sqrt(value), 0);
  return Math.max(0, shift + trace + reference.trace - 2 * common);
}

/** Mean, trace of the covariance, and a factor F with Fᵀ F = covariance, [n × d]. */
function spread(sample: Vectors): { mean: number[]; factor: Matrix; trace: number } {
  const rows = matrixOf(sample);
  const mean = rows.mean("column");
  const factor = rows.subRowVector(mean).div(Math.sqrt(sample.length - 1));
  return { mean, factor, trace: Matrix.pow(factor, 2).sum() };
}
