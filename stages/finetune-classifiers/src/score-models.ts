import type { Row } from "@limen/tables/spec";
import type { alignmentScoresTable } from "@limen/tables/specs";
import { type PersonTrials, scoreAnswers } from "./adapter.ts";
import type { AlignedPeople } from "./align-people.ts";
import type { WholeNetFit } from "./align-whole-net.ts";
import type { EncodedTrials } from "./encode-trials.ts";
import { gatherTrials, rowsWhere, type StimulusScores } from "./gather-trials.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
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
  return {
    name,
    trainTrials,
    logProbabilities: (_, test) => {
      const { classes } = test;
      const out = new Float64Array(test.count * classes);
      test.stimulus.forEach((s, t) => {
        out.set(logP.subarray(s * classes, (s + 1) * classes), t * classes);
      });
      return out;
    },
  };
}

/** The fitted ladder. People with too few trials are scored with the group model, on 0 training trials. */
export function individualModels(aligned: AlignedPeople): ScoredModel[] {
  return aligned.models.map(({ name, adapter, fits }) => ({
    name,
    trainTrials: (person) => (fits[person] ? aligned.trainTrials[person]! : 0),
    logProbabilities: (person, test) => {
      const fit = fits[person];
      return fit ? adapter.logProbabilities(fit.parameters, test) : test.scores;
    },
  }));
}

/** Reads the held-out trials, once: one row a model, person and kind of stimulus that has any. */
export function scoreModels(
  net: string,
  models: readonly ScoredModel[],
  trials: EncodedTrials,
  split: Split,
  group: StimulusScores,
): ScoreRow[] {
  return trials.participants.flatMap((participant, person) =>
    ([TEST_OLD, TEST_NEW] as const).flatMap((cell) => {
      const rows = rowsWhere(trials, (t) => trials.person[t] === person && split.role[t] === cell);
      const test = gatherTrials(trials, rows, group);
      return models.flatMap((model): ScoreRow[] => {
        const logP = test.count === 0 ? null : model.logProbabilities(person, test);
        const fit = logP === null ? null : scoreAnswers(logP, test);
        if (fit === null) return [];
        return [
          {
            net,
            model: model.name,
            participant_id: participant,
            stimuli: cell === TEST_NEW ? "new" : "old",
            people: split.newPerson[person] === 1 ? "new" : "old",
            train_trials: model.trainTrials(person),
            test_trials: test.count,
            nats: fit.nats,
            accuracy: fit.accuracy,
            source: trials.sources[person]!,
          },
        ];
      });
    }),
  );
}

/** (trials) that the group model was fitted on, of one person: none of a new one. */
export function groupTrialsOf(trials: EncodedTrials, split: Split, person: number): number {
  if (split.newPerson[person] === 1) return 0;
  return rowsWhere(trials, (t) => trials.person[t] === person && split.role[t] === TRAIN).length;
}

/** The papers' recipe, for the people that it was done on; nobody else gets a row. */
export function wholeNetModel(
  fits: readonly WholeNetFit[],
  classes: number,
  temperature: number,
  aligned: AlignedPeople,
): ScoredModel {
  const models = new Map(
    fits.map(({ person, logits }) => {
      const scaled = Float64Array.from(logits, (value) => value / temperature);
      return [person, commonModel("individual_full", logSoftmaxRows(scaled, classes), () => 0)];
    }),
  );
  return {
    name: "individual_full",
    trainTrials: (person) => aligned.trainTrials[person]!,
    logProbabilities: (person, test) => models.get(person)?.logProbabilities(person, test) ?? null,
  };
}
