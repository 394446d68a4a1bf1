import { PROBABILITY_FLOOR } from "@limen/stats";
import type { Evidence } from "./read-inputs.ts";

/** One answer with what the group model says of the stimulus. */
export interface GroupAnswer {
  readonly participant: string;
  readonly stimulus: string;
  /** Index of the class chosen. */
  readonly answer: number;
  /** (nats) */
  readonly groupLogP: Float64Array;
  /** Nobody's training had the stimulus. */
  readonly isNew: boolean;
}

const known = new WeakMap<Evidence, Map<string, readonly GroupAnswer[]>>();

/** The kept answers to stimuli of which a net's group model says something; repeats too. */
export function answersTo(evidence: Evidence, net: string, model = "group"): readonly GroupAnswer[] {
  const found = known.get(evidence) ?? new Map<string, readonly GroupAnswer[]>();
  known.set(evidence, found);
  const key = JSON.stringify([net, model]);
  const answers = found.get(key) ?? joinAnswers(evidence, net, model);
  found.set(key, answers);
  return answers;
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
  const classIndex = new Map(evidence.classes.map((name, index) => [name, index]));
  return evidence.trials.rows.flatMap((trial): GroupAnswer[] => {
    const about = said.get(trial.stimulus_id);
    const answer = classIndex.get(trial.response);
    if (!about || answer === undefined) return [];
    return [{ participant: trial.participant_id, stimulus: trial.stimulus_id, answer, ...about }];
  });
}

/** (nats) of an answer under a distribution */
export function natsOf(p: ArrayLike<number>, answer: number): number {
  return -Math.log(Math.max(p[answer]!, PROBABILITY_FLOOR));
}

/** Whether an answer is the distribution's most probable class. */
export function isTop(p: ArrayLike<number>, answer: number): boolean {
  let top = 0;
  for (let c = 1; c < p.length; c++) if (p[c]! > p[top]!) top = c;
  return top === answer;
}
