import { invariant } from "@limen/errors";
import { inverseOf } from "./cholesky.ts";
import { type CrossedAnswers, laplaceLikelihood } from "./crossed-intercepts.ts";
import { hessianOf, minimise } from "./minimise.ts";

/** One answer, right or not. */
export interface BinaryAnswer {
  readonly row: string;
  readonly column: string;
  readonly correct: boolean;
  /** Values of the fixed effects, the constant included. */
  readonly effects: readonly number[];
}

export interface MixedFit {
  /** (log-odds) */
  readonly effects: readonly { readonly estimate: number; readonly error: number }[];
  /** (log-odds) standard deviations of the intercepts */
  readonly rowDeviation: number;
  readonly columnDeviation: number;
  readonly logLikelihood: number;
}

/** (log-odds) A larger effect, spread or error means that some answers are always right, or never: no estimate. */
const SEPARATED = 12;

/**
 * Logistic regression with random intercepts of rows and columns, e.g. participants and stimuli, crossed: maximum
 * likelihood by Laplace's approximation, as lme4's glmer fits it by default; errors from the Hessian. Null where the
 * data do not determine it: one answer everywhere, fixed effects that say the same, perfect separation.
 */
export function logisticMixedModel(answers: readonly BinaryAnswer[]): MixedFit | null {
  const p = answers[0]?.effects.length ?? 0;
  invariant(
    answers.every(({ effects }) => effects.length === p),
    "every answer needs a value for every fixed effect",
  );
  const right = answers.filter(({ correct }) => correct).length;
  if (p === 0 || right === 0 || right === answers.length) return null;
  const likelihood = laplaceLikelihood(encode(answers));
  const eta = new Float64Array(answers.length);
  const deviance = (at: Float64Array) => {
    answers.forEach(({ effects }, k) => {
      let sum = 0;
      for (let a = 0; a < p; a++) sum += effects[a]! * at[a]!;
      eta[k] = sum;
    });
    // The sign of a deviation is no matter, so zero is no edge for the search.
    const value = likelihood(eta, Math.abs(at[p]!), Math.abs(at[p + 1]!));
    return Number.isFinite(value) ? -value : Number.MAX_VALUE;
  };
  const start = [...new Array<number>(p).fill(0), 0.5, 0.5];
  const { at, value, isFound } = minimise(deviance, start);
  if (!isFound || at.some((x) => Math.abs(x) > SEPARATED)) return null;
  const covariance = covarianceOf(deviance, at, p);
  if (covariance === null) return null;
  return {
    effects: Array.from({ length: p }, (_, a) => ({
      estimate: at[a]!,
      error: Math.sqrt(covariance.matrix[a * covariance.size + a]!),
    })),
    rowDeviation: Math.abs(at[p]!),
    columnDeviation: Math.abs(at[p + 1]!),
    logLikelihood: -value,
  };
}

/** Of all parameters; of the fixed effects alone where a deviation lies at zero and bends the other way. */
function covarianceOf(deviance: (at: Float64Array) => number, at: Float64Array, p: number) {
  const all = inverseOf(hessianOf(deviance, at), p + 2);
  const isPositive = (matrix: Float64Array, size: number) =>
    Array.from({ length: p }, (_, a) => matrix[a * size + a]!).every((x) => x > 0 && x < SEPARATED ** 2);
  if (all !== null && isPositive(all, p + 2)) return { matrix: all, size: p + 2 };
  const fixed = (effects: Float64Array) => deviance(Float64Array.of(...effects, at[p]!, at[p + 1]!));
  const some = inverseOf(hessianOf(fixed, at.slice(0, p)), p);
  return some !== null && isPositive(some, p) ? { matrix: some, size: p } : null;
}

function encode(answers: readonly BinaryAnswer[]): CrossedAnswers {
  const index = (names: readonly string[]) => {
    const numbers = new Map([...new Set(names)].map((name, i) => [name, i]));
    return { of: Int32Array.from(names, (name) => numbers.get(name)!), count: numbers.size };
  };
  const row = index(answers.map((answer) => answer.row));
  const column = index(answers.map((answer) => answer.column));
  const correct = Uint8Array.from(answers, (answer) => Number(answer.correct));
  return { correct, row: row.of, column: column.of, rows: row.count, columns: column.count };
}
