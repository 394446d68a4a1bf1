export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
  /** False: the steps ran out. */
  readonly isFound: boolean;
}

/** (relative) step of the differences: the cube root of double precision, which suits central ones. */
const DIFFERENCE = 6e-6;
const MOST_STEPS = 200;
const MOST_HALVINGS = 40;

/**
 * Least value of a smooth function of a few variables: BFGS with gradients by central differences (Nocedal and Wright
 * 2006, algorithm 6.1, with backtracking). For functions that cost little: a step takes 2n + a few evaluations.
 */
export function minimise(f: (x: Float64Array) => number, start: ArrayLike<number>): Minimum {
  const n = start.length;
  let x = Float64Array.from(start);
  let value = f(x);
  let gradient = gradientOf(f, x);
  let inverse = identity(n);
  for (let step = 0; step < MOST_STEPS; step++) {
    if (Math.max(...gradient.map(Math.abs)) < 1e-6 * (1 + Math.abs(value))) {
      return { at: x, value, isFound: true };
    }
    let direction = times(inverse, gradient).map((d) => -d);
    if (dot(direction, gradient) >= 0) {
      inverse = identity(n);
      direction = gradient.map((g) => -g);
    }
    const found = backtrack(f, x, value, direction, dot(direction, gradient));
    if (found === null) return { at: x, value, isFound: true };
    const fresh = gradientOf(f, found.at);
    const moved = found.at.map((at, i) => at - x[i]!);
    const turned = fresh.map((g, i) => g - gradient[i]!);
    if (dot(moved, turned) > 1e-14) updateInverse(inverse, moved, turned);
    const gained = value - found.value;
    x = found.at;
    value = found.value;
    gradient = fresh;
    if (gained < 1e-13 * (1 + Math.abs(value))) return { at: x, value, isFound: true };
  }
  return { at: x, value, isFound: false };
}

/** Second derivatives by central differences, [n × n]. */
export function hessianOf(f: (x: Float64Array) => number, at: Float64Array): Float64Array {
  const n = at.length;
  const hessian = new Float64Array(n * n);
  const step = at.map((x) => 1e-4 * Math.max(1, Math.abs(x)));
  const middle = f(at);
  const moved = (i: number, di: number, j: number, dj: number) => {
    const x = at.slice();
    x[i]! += di * step[i]!;
    x[j]! += dj * step[j]!;
    return f(x);
  };
  for (let i = 0; i < n; i++) {
    hessian[i * n + i] = (moved(i, 1, i, 0) - 2 * middle + moved(i, -1, i, 0)) / step[i]! ** 2;
    for (let j = 0; j < i; j++) {
      const mixed = moved(i, 1, j, 1) - moved(i, 1, j, -1) - moved(i, -1, j, 1) + moved(i, -1, j, -1);
      hessian[i * n + j] = hessian[j * n + i] = mixed / (4 * step[i]! * step[j]!);
    }
  }
  return hessian;
}

function gradientOf(f: (x: Float64Array) => number, at: Float64Array): Float64Array {
  return at.map((x, i) => {
    const h = DIFFERENCE * Math.max(1, Math.abs(x));
    const above = at.slice();
    const below = at.slice();
    above[i] = x + h;
    below[i] = x - h;
    return (f(above) - f(below)) / (2 * h);
  });
}

/** The first of the halved steps that lowers the value enough; null when none does. */
function backtrack(
  f: (x: Float64Array) => number,
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
) {
  for (let size = 1, k = 0; k < MOST_HALVINGS; size /= 2, k++) {
    const at = x.map((xi, i) => xi + size * direction[i]!);
    const here = f(at);
    if (Number.isFinite(here) && here <= value + 1e-4 * size * slope) return { at, value: here };
  }
  return null;
}

/** H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ, in place. */
function updateInverse(inverse: Float64Array, s: Float64Array, y: Float64Array): void {
  const n = s.length;
  const rho = 1 / dot(s, y);
  const hy = times(inverse, y);
  const scale = rho * rho * dot(y, hy) + rho;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      inverse[i * n + j]! += scale * s[i]! * s[j]! - rho * (hy[i]! * s[j]! + s[i]! * hy[j]!);
    }
  }
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * vector[j]!;
    return sum;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
