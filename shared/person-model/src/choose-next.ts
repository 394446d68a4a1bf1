import { choleskyFactor, choleskyLogDeterminant, choleskySolve } from "@limen/stats";
import { type AnsweredTrial, addExcess, addInformation, personWeights } from "./fit-person.ts";
import { type Person, PRIOR_PRECISION, personProbabilities } from "./person.ts";

/**
 * What is known of one person while trials are chosen for them: a normal distribution of bias and slope. It is taken on
 * answer by answer, so that an answer costs as much after a thousand as after one; whoever takes the same answers in the
 * same order has the same bits. For what is reported of a person, fit all trials together (`fitPerson`).
 */
export interface Loop {
  readonly classes: number;
  /** Bias (nats) of each class, then slope − 1. */
  readonly mean: Float64Array;
  /** (nats⁻²) precision of bias and slope, lower triangle of [(classes + 1)²] */
  readonly precision: Float64Array;
}

const MOST_STEPS = 20;
/** (nats) of bias, below which a step changes nothing that matters. */
const SMALL = 1e-6;

export function startLoop(classes: number): Loop {
  const size = classes + 1;
  const precision = new Float64Array(size * size);
  personWeights(classes).forEach((weight, k) => {
    precision[k * size + k] = PRIOR_PRECISION * weight;
  });
  return { classes, mean: new Float64Array(size), precision };
}

/**
 * After another answer (Laplace's approximation about what was known before): the mean of highest density by Newton's
 * method, and the precision with the information of that answer there.
 */
export function updateLoop({ classes, mean, precision }: Loop, { groupLogP, answer }: AnsweredTrial): Loop {
  const size = classes + 1;
  let at = mean;
  for (let step = 0; step < MOST_STEPS; step++) {
    const p = personProbabilities(groupLogP, personAt(at, classes));
    const gradient = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) {
        gradient[j]! += precision[Math.max(j, k) * size + Math.min(j, k)]! * (at[k]! - mean[k]!);
      }
    }
    addExcess(gradient, groupLogP, p, answer);
    const hessian = precision.slice();
    addInformation(hessian, groupLogP, p);
    choleskyFactor(hessian, size);
    choleskySolve(hessian, size, gradient);
    at = at.map((x, k) => x - gradient[k]!);
    if (Math.max(...gradient.map(Math.abs)) < SMALL) break;
  }
  return expectAnswer({ classes, mean: at, precision }, groupLogP);
}

/** While a trial is under way: how much will be known is known before its answer is. */
export function expectAnswer({ classes, mean, precision }: Loop, groupLogP: ArrayLike<number>): Loop {
  const after = precision.slice();
  addInformation(after, groupLogP, personProbabilities(groupLogP, personAt(mean, classes)));
  return { classes, mean, precision: after };
}

/** The person as far as they are known. */
export function personOf({ mean, classes }: Loop): Person {
  return personAt(mean, classes);
}

function personAt(at: Float64Array, classes: number): Person {
  return { bias: at.subarray(0, classes), slope: 1 + at[classes]! };
}

/**
 * (nats) Entropy that the distribution of the person's bias and slope is expected to lose by an answer to that stimulus:
 * ½ log |Λ + F| / |Λ|, with Λ its precision and F the Fisher information of the answer (Laplace's approximation; for
 * a normal distribution the expected loss of entropy, as the information does not depend on the answer).
 */
export function expectedInformation(loop: Loop, groupLogP: ArrayLike<number>): number {
  const size = loop.classes + 1;
  const after = expectAnswer(loop, groupLogP).precision;
  return (logDeterminant(after, size) - logDeterminant(loop.precision.slice(), size)) / 2;
}

/**
 * Place of the candidate that tells most about the person, the first of equals; null without candidates. Give the
 * stimuli that the person has not seen yet.
 */
export function chooseNext(loop: Loop, candidates: readonly ArrayLike<number>[]): number | null {
  const size = loop.classes + 1;
  let best: number | null = null;
  let most = Number.NEGATIVE_INFINITY;
  candidates.forEach((groupLogP, place) => {
    // All of them lose what is common.
    const information = logDeterminant(expectAnswer(loop, groupLogP).precision, size) / 2;
    if (information > most + 1e-12) {
      most = information;
      best = place;
    }
  });
  return best;
}

/** Overwrites the matrix. */
function logDeterminant(matrix: Float64Array, size: number): number {
  choleskyFactor(matrix, size);
  return choleskyLogDeterminant(matrix, size);
}
