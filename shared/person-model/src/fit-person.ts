import { invariant } from "@limen/errors";
import { inverseOf } from "@limen/stats";
import { addCurvature, type Directions, fitCoordinates } from "./fit-coordinates.ts";
import { targetsOf } from "./likelihood.ts";
import { type Answer, boundedLog, type Person, PRIOR_PRECISION, SLOPE_PRECISION, shareOf } from "./person.ts";

export interface AnsweredTrial {
  /** (nats) what the group model says of the stimulus */
  readonly groupLogP: ArrayLike<number>;
  readonly answer: Answer;
}

export interface FittedPerson extends Person {
  readonly bias: Float64Array;
  /** Covariance of bias and slope under the posterior (Laplace), [(classes + 1)²]. */
  readonly covariance: Float64Array;
}

/** (nats) over all trials: a step that gains less is the last. */
const TOLERANCE = 1e-9;

/** Precision of each coordinate of a person, bias of each class and slope, over that of a criterion. */
export function personWeights(classes: number): number[] {
  return [...new Array<number>(classes).fill(1), SLOPE_PRECISION];
}

/** The directions in which a person may differ: each class's score by itself, and all scores in proportion. */
export function personDirections(logP: Float64Array): Directions {
  return { criteria: true, values: logP, count: 1 };
}

/**
 * Bias and slope of highest posterior density under a normal prior around the group model; no trials give the prior itself.
 */
export function fitPerson(
  trials: readonly AnsweredTrial[],
  classes: number,
  precision: number = PRIOR_PRECISION,
): FittedPerson {
  const logP = Float64Array.from(trials.flatMap(({ groupLogP }) => Array.from(groupLogP, boundedLog)));
  const shares = trials.flatMap(({ answer }) =>
    Array.from({ length: classes }, (_, c) => shareOf(answer, c)),
  );
  const places = Int32Array.from(trials, (_, t) => t);
  const size = classes + 1;
  const prior = Float64Array.from(personWeights(classes), (weight) => precision * weight);
  const { parameters, hessian } = fitCoordinates(
    {
      classes,
      count: trials.length,
      scores: { logP },
      stimulus: places,
      answer: places,
      targets: targetsOf(Float64Array.from(shares), classes),
    },
    personDirections(logP),
    prior,
    new Float64Array(size),
    TOLERANCE,
  );
  const covariance = inverseOf(hessian, size);
  invariant(covariance !== null, "the prior makes the Hessian positive definite");
  return { bias: parameters.slice(0, classes), slope: 1 + parameters[classes]!, covariance };
}

/** Gradient of an answer's negative log-likelihood along bias and slope, added to `into`. */
export function addExcess(
  into: Float64Array,
  groupLogP: ArrayLike<number>,
  p: ArrayLike<number>,
  answer: Answer,
): void {
  const classes = p.length;
  for (let c = 0; c < classes; c++) {
    const excess = p[c]! - shareOf(answer, c);
    into[c]! += excess;
    into[classes]! += excess * boundedLog(groupLogP[c]!);
  }
}

/** Expected information (Fisher) of an answer to that stimulus about bias and slope, added to the lower triangle of `into`. */
export function addInformation(into: Float64Array, groupLogP: ArrayLike<number>, p: Float64Array): void {
  const classes = p.length;
  const directions = personDirections(Float64Array.from(groupLogP, boundedLog));
  addCurvature(into, classes + 1, p, 1, directions, 0, new Float64Array(classes));
}
