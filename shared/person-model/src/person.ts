import { softmax } from "@limen/stats";

/** How a person differs from the group model: p(c | x) = softmax(slope · log p_group(x) + bias)_c. */
export interface Person {
  /** (nats) criterion shift of each class */
  readonly bias: ArrayLike<number>;
  /** One: the group's. */
  readonly slope: number;
}

/** (nats⁻²) of a criterion under the prior around the group: people's criteria differ by about a nat. */
export const PRIOR_PRECISION = 1;

/**
 * Precision of the slope over that of a criterion: people's criteria differ more. In the observer model sd(b) is about .8 nats and
 * sd(log β) .25, so a unit of slope gets (.8 / .25)² ≈ 10 times the precision of a nat of bias.
 */
export const SLOPE_PRECISION = 10;

/** A group model's log probabilities (nats) below this are raised to it, so that a slope does not scale noise. */
const LEAST_LOG = Math.log(1e-12);

export const boundedLog = (z: number): number => Math.max(z, LEAST_LOG);

/** The person's choice distribution for a stimulus of which the group model says that (nats). */
export function personProbabilities(groupLogP: ArrayLike<number>, { bias, slope }: Person): Float64Array {
  return softmax(Float64Array.from(groupLogP, (z, c) => slope * boundedLog(z) + bias[c]!));
}

/** Index of the class chosen or, of a rating, its shares of the classes. */
export type Answer = number | Float64Array;

/** How much of an answer is a class: of a choice all or nothing. */
export function shareOf(answer: Answer, c: number): number {
  return typeof answer === "number" ? Number(c === answer) : answer[c]!;
}
