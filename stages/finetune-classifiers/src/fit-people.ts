import { permutation, type RandomStream } from "@limen/random";
import { type Adapter, type PersonTrials, scoreAnswers, selectTrials } from "./adapter.ts";

export interface ShrinkageOptions {
  /** (nats⁻²) candidates for the prior precision of a person's deviations, strong to weak; the group itself is always one */
  readonly precisions: readonly number[];
  /** Inner folds within each person's training trials. */
  readonly folds: number;
  /** people: one precision for all, by the folds of all; person: each their own. */
  readonly pooling: "people" | "person";
}

export interface PersonFit {
  /** Zeros: the group model. */
  readonly parameters: Float64Array;
  /** (nats⁻²) chosen; infinite: the group model itself was better than any deviation. */
  readonly precision: number;
}

/**
 * Fits an adapter to each person. The strength of the pull towards the group is chosen by cross-validation within the
 * people's training trials, the only trials this function ever sees. `pooling: "people"` sums the inner losses over
 * people first: the precision is a property of the population (its spread), and one person's folds are too noisy to
 * choose it. Measured: see the README.
 */
export function fitPeople(
  adapter: Adapter,
  people: readonly PersonTrials[],
  options: ShrinkageOptions,
  streams: readonly RandomStream[],
): PersonFit[] {
  const losses = people.map((trials, i) => innerLosses(adapter, trials, options, streams[i]!));
  const pooled = options.precisions.map((_, k) => losses.reduce((sum, loss) => sum + loss.gain[k]!, 0));
  const shared = bestOf(pooled);
  return people.map((trials, i) => {
    const choice = options.pooling === "people" ? shared : bestOf(losses[i]!.gain);
    const precision = choice === null ? Number.POSITIVE_INFINITY : options.precisions[choice]!;
    const size = losses[i]!.size;
    return {
      precision,
      parameters: Number.isFinite(precision) ? adapter.fit(trials, precision) : new Float64Array(size),
    };
  });
}

/** (nats) by how much each precision beats the group model on the person's held-out folds, summed over trials. */
function innerLosses(
  adapter: Adapter,
  trials: PersonTrials,
  options: ShrinkageOptions,
  random: RandomStream,
): { readonly gain: Float64Array; readonly size: number } {
  const gain = new Float64Array(options.precisions.length);
  const fold = foldsOf(trials, options.folds, random);
  let size = 0;
  for (let k = 0; k < options.folds; k++) {
    const train = selectTrials(
      trials,
      rowsWhere(fold, (value) => value !== k),
    );
    const valid = selectTrials(
      trials,
      rowsWhere(fold, (value) => value === k),
    );
    const group = scoreAnswers(valid.scores, valid);
    let parameters: Float64Array | undefined;
    options.precisions.forEach((precision, index) => {
      parameters = adapter.fit(train, precision, parameters);
      size = parameters.length;
      const fit = scoreAnswers(adapter.logProbabilities(parameters, valid), valid);
      if (group && fit) gain[index]! += (group.nats - fit.nats) * valid.count;
    });
  }
  return { gain, size };
}

/** A fold for each trial; all showings of one stimulus get the same. */
function foldsOf(trials: PersonTrials, folds: number, random: RandomStream): Int32Array {
  const stimuli = [...new Set(trials.stimulus)].sort((a, b) => a - b);
  const order = permutation(random, stimuli.length);
  const foldOf = new Map(stimuli.map((stimulus, index) => [stimulus, order[index]! % folds]));
  return trials.stimulus.map((stimulus) => foldOf.get(stimulus)!);
}

const rowsWhere = (values: Int32Array, keep: (value: number) => boolean) =>
  Array.from(values.keys()).filter((row) => keep(values[row]!));

/** Index of the largest gain above zero, the stronger pull on a tie; null: none beats the group model. */
function bestOf(gains: ArrayLike<number>): number | null {
  let best: number | null = null;
  for (let k = 0; k < gains.length; k++) {
    if (gains[k]! > (best === null ? 0 : gains[best]!)) best = k;
  }
  return best;
}
