import { choleskyFactor, choleskyLogDeterminant, choleskySolve } from "./cholesky.ts";

/** Answers (0 or 1) that depend on what was asked, on who answered (row) and on what was shown (column). */
export interface CrossedAnswers {
  readonly correct: Uint8Array;
  /** Index of the row and of the column of each answer. */
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Newton steps towards the mode; it is reached in a handful. */
const MOST_STEPS = 100;

/**
 * Laplace's approximation to the log likelihood of answers with normal intercepts of rows and of columns:
 * max over u of [Σ log p(y | η + σ_r u_row + σ_c u_column) − u'u/2] − log |H|/2. The Hessian H has two diagonal blocks,
 * so the larger is eliminated and only a matrix of the size of the smaller is factorised (Bates et al. 2015 keep it
 * sparse instead).
 */
export function laplaceLikelihood(answers: CrossedAnswers) {
  // The inner factor is the one with fewer levels.
  const flips = answers.rows > answers.columns;
  const inner = flips ? answers.column : answers.row;
  const outer = flips ? answers.row : answers.column;
  const [innerCount, outerCount] = flips ? [answers.columns, answers.rows] : [answers.rows, answers.columns];
  const cells = cellsOf(inner, outer, outerCount);
  const n = answers.correct.length;
  const u = new Float64Array(innerCount);
  const v = new Float64Array(outerCount);
  const [noU, noV] = [new Float64Array(innerCount), new Float64Array(outerCount)];
  const weight = new Float64Array(cells.inner.length);
  const a = new Float64Array(innerCount);
  const b = new Float64Array(outerCount);
  const gradientU = new Float64Array(innerCount);
  const gradientV = new Float64Array(outerCount);

  function objective(eta: Float64Array, si: number, so: number, du: Float64Array, dv: Float64Array): number {
    let sum = 0;
    for (let k = 0; k < n; k++) {
      const x = eta[k]! + si * du[inner[k]!]! + so * dv[outer[k]!]!;
      sum += (answers.correct[k]! ? x : 0) - softplus(x);
    }
    for (let i = 0; i < innerCount; i++) sum -= (du[i]! * du[i]!) / 2;
    for (let j = 0; j < outerCount; j++) sum -= (dv[j]! * dv[j]!) / 2;
    return sum;
  }

  /** Gradient and Hessian at u, v; gives the factor of the inner block once the outer one is eliminated. */
  function linearise(eta: Float64Array, si: number, so: number): Float64Array | null {
    a.fill(1);
    b.fill(1);
    weight.fill(0);
    for (let i = 0; i < innerCount; i++) gradientU[i] = -u[i]!;
    for (let j = 0; j < outerCount; j++) gradientV[j] = -v[j]!;
    for (let k = 0; k < n; k++) {
      const [i, j] = [inner[k]!, outer[k]!];
      const p = 1 / (1 + Math.exp(-(eta[k]! + si * u[i]! + so * v[j]!)));
      const w = p * (1 - p);
      const residual = answers.correct[k]! - p;
      gradientU[i]! += si * residual;
      gradientV[j]! += so * residual;
      a[i]! += si * si * w;
      b[j]! += so * so * w;
      weight[cells.of[k]!]! += si * so * w;
    }
    const schur = new Float64Array(innerCount * innerCount);
    for (let i = 0; i < innerCount; i++) schur[i * innerCount + i] = a[i]!;
    for (let j = 0; j < outerCount; j++) {
      for (let x = cells.start[j]!; x < cells.start[j + 1]!; x++) {
        const scale = weight[x]! / b[j]!;
        const at = cells.inner[x]! * innerCount;
        for (let y = cells.start[j]!; y < cells.start[j + 1]!; y++) {
          schur[at + cells.inner[y]!]! -= scale * weight[y]!;
        }
      }
    }
    return choleskyFactor(schur, innerCount) ? schur : null;
  }

  /**
   * @param eta fixed part of the log-odds of each answer
   * @returns −∞ where the mode cannot be found
   */
  return (eta: Float64Array, rowDeviation: number, columnDeviation: number): number => {
    const [si, so] = flips ? [columnDeviation, rowDeviation] : [rowDeviation, columnDeviation];
    // The last mode is a good start, and Newton's steps forget it; zero is one that always works.
    let value = objective(eta, si, so, u, v);
    const atZero = objective(eta, si, so, noU, noV);
    if (!(value >= atZero)) {
      u.fill(0);
      v.fill(0);
      value = atZero;
    }
    for (let step = 0; step < MOST_STEPS; step++) {
      const factor = linearise(eta, si, so);
      if (factor === null) return Number.NEGATIVE_INFINITY;
      const { du, dv } = newtonStep(factor, cells, weight, b, gradientU, gradientV);
      let size = 1;
      let next = Number.NEGATIVE_INFINITY;
      for (; size > 1e-6; size /= 2) {
        const [tryU, tryV] = [u.map((x, i) => x + size * du[i]!), v.map((x, j) => x + size * dv[j]!)];
        next = objective(eta, si, so, tryU, tryV);
        if (next >= value - 1e-12 * Math.abs(value)) break;
      }
      if (!Number.isFinite(next)) return Number.NEGATIVE_INFINITY;
      let largest = 0;
      for (let i = 0; i < innerCount; i++) {
        u[i]! += size * du[i]!;
        largest = Math.max(largest, Math.abs(du[i]!));
      }
      for (let j = 0; j < outerCount; j++) {
        v[j]! += size * dv[j]!;
        largest = Math.max(largest, Math.abs(dv[j]!));
      }
      value = next;
      if (largest < 1e-9) break;
    }
    const factor = linearise(eta, si, so);
    if (factor === null) return Number.NEGATIVE_INFINITY;
    let determinant = choleskyLogDeterminant(factor, innerCount);
    for (let j = 0; j < outerCount; j++) determinant += Math.log(b[j]!);
    return value - determinant / 2;
  };
}

interface Cells {
  /** Cell of each answer. */
  readonly of: Int32Array;
  /** Cells of outer level j are start[j] … start[j + 1] − 1. */
  readonly start: Int32Array;
  /** Inner level of each cell. */
  readonly inner: Int32Array;
}

function cellsOf(inner: Int32Array, outer: Int32Array, outerCount: number): Cells {
  const found = Array.from({ length: outerCount }, () => new Map<number, number>());
  outer.forEach((j, k) => {
    const own = found[j]!;
    if (!own.has(inner[k]!)) own.set(inner[k]!, own.size);
  });
  const start = new Int32Array(outerCount + 1);
  found.forEach((own, j) => {
    start[j + 1] = start[j]! + own.size;
  });
  return {
    of: outer.map((j, k) => start[j]! + found[j]!.get(inner[k]!)!),
    start,
    inner: Int32Array.from(found.flatMap((own) => [...own.keys()])),
  };
}

function newtonStep(
  factor: Float64Array,
  cells: Cells,
  weight: Float64Array,
  b: Float64Array,
  gradientU: Float64Array,
  gradientV: Float64Array,
): { du: Float64Array; dv: Float64Array } {
  const du = gradientU.slice();
  for (let j = 0; j < b.length; j++) {
    const scale = gradientV[j]! / b[j]!;
    for (let x = cells.start[j]!; x < cells.start[j + 1]!; x++) du[cells.inner[x]!]! -= scale * weight[x]!;
  }
  choleskySolve(factor, du.length, du);
  const dv = gradientV.map((g, j) => {
    let sum = g;
    for (let x = cells.start[j]!; x < cells.start[j + 1]!; x++) sum -= weight[x]! * du[cells.inner[x]!]!;
    return sum / b[j]!;
  });
  return { du, dv };
}

/** log(1 + eˣ) */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
