import { CholeskyDecomposition, Matrix } from "ml-matrix";

/** `wins` times the first was chosen over the second. */
export interface Tally {
  readonly first: number;
  readonly second: number;
  readonly wins: number;
}

export interface Scale {
  /** (nats) their mean is zero. */
  readonly values: Float64Array;
  /** (nats) of a value's distance to that mean. */
  readonly errors: Float64Array;
}

const MAX_STEPS = 100;
/** (nats) a step that moves no value further than this is the last. */
const TOLERANCE = 1e-9;

/**
 * The Bradley–Terry model: p(i chosen over j) = 1 / (1 + exp(v_j − v_i)), with a normal prior of mean 0 and standard deviation
 * `spread` on each value, so that values exist even where one face always wins. Values of highest posterior density, by Newton's
 * method with step halving on a strictly convex loss; errors from its curvature there.
 *
 * What all values have in common is known from the prior alone. It is the eigenvector of ones, of variance spread² / count in each
 * value, and is taken out of the errors.
 */
export function fitScale(count: number, tallies: readonly Tally[], spread: number): Scale {
  const precision = 1 / spread ** 2;
  let values = new Float64Array(count);
  let loss = lossAt(values, tallies, precision);
  for (let step = 0; step < MAX_STEPS; step++) {
    const { gradient, factor } = curvatureAt(values, tallies, precision);
    const direction = factor.solve(Matrix.columnVector(gradient)).to1DArray();
    let scale = 1;
    let next = moved(values, direction, scale);
    // Near the end the loss no longer falls by more than its rounding: such a step is taken whole.
    while (lossAt(next, tallies, precision) > loss + 1e-12 * Math.abs(loss) && scale > 1e-6) {
      scale /= 2;
      next = moved(values, direction, scale);
    }
    values = next;
    loss = lossAt(values, tallies, precision);
    if (Math.max(...direction.map(Math.abs)) * scale < TOLERANCE) break;
  }
  const { factor } = curvatureAt(values, tallies, precision);
  const covariance = factor.solve(Matrix.eye(count));
  const common = spread ** 2 / count;
  const errors = Float64Array.from({ length: count }, (_, i) =>
    Math.sqrt(Math.max(0, covariance.get(i, i) - common)),
  );
  return { values, errors };
}

function moved(values: Float64Array, direction: readonly number[], scale: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(values, (value, i) => value - scale * direction[i]!);
}

function lossAt(values: Float64Array, tallies: readonly Tally[], precision: number): number {
  const prior = values.reduce((sum, value) => sum + 0.5 * precision * value * value, 0);
  return tallies.reduce((sum, { first, second, wins }) => {
    const lead = values[first]! - values[second]!;
    // log(1 + exp(−lead)), without overflow.
    return sum + wins * (Math.max(0, -lead) + Math.log1p(Math.exp(-Math.abs(lead))));
  }, prior);
}

function curvatureAt(values: Float64Array, tallies: readonly Tally[], precision: number) {
  const gradient = Array.from(values, (value) => precision * value);
  const hessian = Matrix.eye(values.length, values.length, precision);
  const add = (i: number, j: number, value: number) => hessian.set(i, j, hessian.get(i, j) + value);
  for (const { first, second, wins } of tallies) {
    const p = 1 / (1 + Math.exp(values[second]! - values[first]!));
    gradient[first]! -= wins * (1 - p);
    gradient[second]! += wins * (1 - p);
    const weight = wins * p * (1 - p);
    add(first, first, weight);
    add(second, second, weight);
    add(first, second, -weight);
    add(second, first, -weight);
  }
  return { gradient, factor: new CholeskyDecomposition(hessian) };
}
