import { type Answer, personProbabilities } from "@limen/person-model";
import type { CrossedCell } from "@limen/stats";
import { fittedPeople, SMALL_MODELS } from "./fitted-people.ts";
import { answersTo, natsOf, topShare } from "./person-answers.ts";
import type { Measure } from "./person-gains.ts";
import type { Evidence } from "./read-inputs.ts";

/**
 * Gain of the group on a reference, answer by answer to new stimuli; null when single answers or predictions are not
 * given.
 */
export function groupCells(
  evidence: Evidence,
  net: string,
  reference: string,
  measure: Measure,
  people: ReadonlySet<string>,
): CrossedCell[] | null {
  const answers = answersTo(evidence, net);
  if (answers.length === 0) return null;
  const other = new Map(
    answersTo(evidence, net, reference).map((answer) => [answer.stimulus, answer.groupLogP.map(Math.exp)]),
  );
  return answers.flatMap(({ isNew, participant, stimulus, answer, groupLogP }): CrossedCell[] => {
    const q = other.get(stimulus);
    if (!isNew || !q || !people.has(participant)) return [];
    return [
      { row: participant, column: stimulus, value: gainOf(groupLogP.map(Math.exp), q, answer, measure) },
    ];
  });
}

/**
 * Gain of a small individual model on the group, answer by answer to new stimuli; null for models of which more than
 * bias and slope is fitted, and where single answers are not given. People with too few trials keep the group model: 0.
 */
export function individualCells(
  evidence: Evidence,
  net: string,
  model: string,
  measure: Measure,
  people: ReadonlySet<string>,
): CrossedCell[] | null {
  if (!(SMALL_MODELS as readonly string[]).includes(model)) return null;
  const fitted = fittedPeople(evidence, model).find((found) => found.net === net);
  const answers = answersTo(evidence, net);
  if (!fitted || answers.length === 0) return null;
  return answers.flatMap(({ isNew, participant, stimulus, answer, groupLogP }): CrossedCell[] => {
    if (!isNew || !people.has(participant)) return [];
    const person = fitted.people.get(participant);
    const group = groupLogP.map(Math.exp);
    const value = person ? gainOf(personProbabilities(groupLogP, person), group, answer, measure) : 0;
    return [{ row: participant, column: stimulus, value }];
  });
}

/** Positive: p predicts the answer better than q, whatever the measure. */
function gainOf(p: ArrayLike<number>, q: ArrayLike<number>, answer: Answer, measure: Measure): number {
  return measure === "nats"
    ? natsOf(q, answer) - natsOf(p, answer)
    : topShare(p, answer) - topShare(q, answer);
}
