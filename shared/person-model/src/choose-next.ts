import { choleskyFactor, choleskyLogDeterminant } from "@limen/stats";
import {
  type AnsweredTrial,
  addInformation,
  type FittedPerson,
  fitPerson,
  personWeights,
} from "./fit-person.ts";
import { PRIOR_PRECISION, personProbabilities } from "./person.ts";

/** What is known of one person while trials are chosen for them. */
export interface Loop {
  readonly classes: number;
  readonly trials: readonly AnsweredTrial[];
  readonly person: FittedPerson;
  /** (nats⁻²) posterior precision of bias and slope, lower triangle of [(classes + 1)²] */
  readonly precision: Float64Array;
}

export function startLoop(classes: number): Loop {
  return loopOf(classes, []);
}

/** After another answer: the person is fitted anew to all trials so far. */
export function updateLoop({ classes, trials }: Loop, trial: AnsweredTrial): Loop {
  return loopOf(classes, [...trials, trial]);
}

/**
 * (nats) Entropy that the posterior of the person's bias and slope is expected to lose by an answer to that stimulus:
 * ½ log |Λ + F| / |Λ|, with Λ its precision and F the Fisher information of the answer (Laplace's approximation; for
 * a normal posterior the expected loss of entropy, as the information does not depend on the answer).
 */
export function expectedInformation(loop: Loop, groupLogP: ArrayLike<number>): number {
  const size = loop.classes + 1;
  const after = loop.precision.slice();
  addInformation(after, groupLogP, personProbabilities(groupLogP, loop.person));
  return (logDeterminant(after, size) - logDeterminant(loop.precision, size)) / 2;
}

/**
 * Place of the candidate that tells most about the person, the first of equals; null without candidates. Give the
 * stimuli that the person has not seen yet.
 */
export function chooseNext(loop: Loop, candidates: readonly ArrayLike<number>[]): number | null {
  let best: number | null = null;
  let most = Number.NEGATIVE_INFINITY;
  candidates.forEach((groupLogP, place) => {
    const information = expectedInformation(loop, groupLogP);
    if (information > most + 1e-12) {
      most = information;
      best = place;
    }
  });
  return best;
}

function loopOf(classes: number, trials: readonly AnsweredTrial[]): Loop {
  const person = fitPerson(trials, classes);
  const size = classes + 1;
  const precision = new Float64Array(size * size);
  personWeights(classes).forEach((weight, k) => {
    precision[k * size + k] = PRIOR_PRECISION * weight;
  });
  for (const { groupLogP } of trials)
    addInformation(precision, groupLogP, personProbabilities(groupLogP, person));
  return { classes, trials, person, precision };
}

function logDeterminant(matrix: Float64Array, size: number): number {
  const factor = matrix.slice();
  choleskyFactor(factor, size);
  return choleskyLogDeterminant(factor, size);
}
