import { type Answer, shareOf } from "@limen/person-model";
import { PROBABILITY_FLOOR } from "@limen/stats";
import { answerShares } from "@limen/tables";
import type { FittedPeople } from "./fitted-people.ts";
import type { Evidence } from "./read-inputs.ts";

/** One answer with what the group model says of the stimulus. */
export interface GroupAnswer {
  readonly participant: string;
  readonly stimulus: string;
  readonly answer: Answer;
  /** (nats) */
  readonly groupLogP: Float64Array;
  /** Nobody's training had the stimulus. */
  readonly isNew: boolean;
}

const known = new WeakMap<Evidence, Map<string, readonly GroupAnswer[]>>();

/**
 * The kept answers to stimuli of which a net's group model says something; repeats too. Of new stimuli, on which people are
 * scored, those that the closed loop chose are left out.
 */
export function answersTo(evidence: Evidence, net: string, model = "group"): readonly GroupAnswer[] {
  const found = known.get(evidence) ?? new Map<string, readonly GroupAnswer[]>();
  known.set(evidence, found);
  const key = JSON.stringify([net, model]);
  const answers = found.get(key) ?? joinAnswers(evidence, net, model);
  found.set(key, answers);
  return answers;
}

/** Answers to new stimuli of people whose model was fitted. */
export function heldOutAnswers(
  evidence: Evidence,
  { net, people }: Pick<FittedPeople, "net" | "people">,
): readonly GroupAnswer[] {
  return answersTo(evidence, net).filter((answer) => answer.isNew && people.has(answer.participant));
}

function joinAnswers(evidence: Evidence, net: string, model: string): GroupAnswer[] {
  const predictions = evidence.groupPredictions.find(({ rows }) => rows[0]?.net === net);
  if (!evidence.trials || !predictions) return [];
  const said = new Map(
    predictions.rows
      .filter((row) => row.model === model)
      .map((row) => [
        row.stimulus_id,
        {
          groupLogP: Float64Array.from(row.p, (p) => Math.log(Math.max(p, PROBABILITY_FLOOR))),
          isNew: row.fold === "test",
        },
      ]),
  );
  return evidence.trials.rows.flatMap((trial): GroupAnswer[] => {
    const about = said.get(trial.stimulus_id);
    const shares = answerShares(trial, evidence.classes);
    if (!about || shares === null || (about.isNew && trial.selection === "chosen")) return [];
    const answer = trial.ratings === null ? shares.indexOf(1) : shares;
    return [{ participant: trial.participant_id, stimulus: trial.stimulus_id, answer, ...about }];
  });
}

/** (nats) of an answer under a distribution; of a rating, cross-entropy */
export function natsOf(p: ArrayLike<number>, answer: Answer): number {
  let nats = 0;
  for (let c = 0; c < p.length; c++) {
    const share = shareOf(answer, c);
    if (share > 0) nats -= share * Math.log(Math.max(p[c]!, PROBABILITY_FLOOR));
  }
  return nats;
}

/** Share of an answer that is the distribution's most probable class: of a choice all or nothing. */
export function topShare(p: ArrayLike<number>, answer: Answer): number {
  return shareOf(answer, topOf(p));
}

/** Whether the class chosen, or rated highest, is the distribution's most probable one; null where several are rated highest. */
export function isTop(p: ArrayLike<number>, answer: Answer): boolean | null {
  if (typeof answer === "number") return topOf(p) === answer;
  const first = topOf(answer);
  return answer.lastIndexOf(answer[first]!) === first ? topOf(p) === first : null;
}

function topOf(p: ArrayLike<number>): number {
  let top = 0;
  for (let c = 1; c < p.length; c++) if (p[c]! > p[top]!) top = c;
  return top;
}
