import type { Row } from "@limen/tables/spec";
import type { alignmentScoresTable } from "@limen/tables/specs";
import type { AlignedPeople } from "./align-people.ts";
import { type EncodedTrials, trialsOf } from "./encode-trials.ts";
import { type PersonTrials, type StimulusScores, scoreAnswers, scoresAt, trialsAt } from "./person-trials.ts";
import { type Split, TEST_NEW, TEST_OLD, TRAIN } from "./split-trials.ts";

export type ScoreRow = Row<typeof alignmentScoresTable>;

/** Any model that predicts a person's answers; null where there is no such model for that person. */
export interface ScoredModel {
  readonly name: string;
  /** (trials) of the person that it was fitted on. */
  trainTrials(person: number): number;
  /** (nats) [count × classes] */
  logProbabilities(person: number, test: PersonTrials): Float64Array | null;
}

/** A model that says the same for everybody: log probabilities [stimuli × classes]. */
export function commonModel(
  name: string,
  logP: Float64Array,
  trainTrials: (person: number) => number,
): ScoredModel {
  return { name, trainTrials, logProbabilities: (_, test) => scoresAt(logP, test) };
}

/** The fitted ladder. People with too few trials are scored with the group model, on 0 training trials. */
export function individualModels({ models, trainRows }: AlignedPeople): ScoredModel[] {
  return models.map(({ name, fits }) => ({
    name,
    trainTrials: (person) => (fits[person] ? trainRows[person]!.length : 0),
    logProbabilities: (person, test) => {
      const fit = fits[person];
      return fit?.adapter && fit.parameters
        ? fit.adapter.logProbabilities(fit.parameters, test)
        : scoresAt(test.scores.logP, test);
    },
  }));
}

/**
 * Reads the held-out trials, once: one row a model, person and kind of stimulus that has any. Person by person, as the rows are
 * asked for: those of many people need not be held together.
 */
export function* scoreModels(
  net: string,
  models: readonly ScoredModel[],
  trials: EncodedTrials,
  split: Split,
  group: StimulusScores,
): Generator<ScoreRow> {
  for (const [person, participant] of trials.participants.entries()) {
    for (const cell of [TEST_OLD, TEST_NEW] as const) {
      const rows = trialsOf(trials, person, (t) => split.role[t] === cell);
      if (rows.length === 0) continue;
      const test = trialsAt(trials, rows, group);
      for (const model of models) {
        const logP = model.logProbabilities(person, test);
        if (logP === null) continue;
        const { nats, accuracy } = scoreAnswers(logP, test)!;
        yield {
          net,
          model: model.name,
          participant_id: participant,
          stimuli: cell === TEST_NEW ? "new" : "old",
          people: split.newPerson[person] === 1 ? "new" : "old",
          train_trials: model.trainTrials(person),
          test_trials: test.count,
          nats,
          accuracy,
          source: trials.sources[person]!,
        };
      }
    }
  }
}

/** (trials) that the group model was fitted on, of one person: none of a new one. */
export function groupTrialsOf(trials: EncodedTrials, split: Split, person: number): number {
  if (split.newPerson[person] === 1) return 0;
  return trialsOf(trials, person, (t) => split.role[t] === TRAIN).length;
}
