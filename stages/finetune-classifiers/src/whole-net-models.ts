import type { WholeNetFit } from "./align-whole-net.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
import { type PersonTrials, scoreAnswers } from "./person-trials.ts";
import type { ScoredModel } from "./score-models.ts";

export interface WholeNetOptions {
  readonly classes: number;
  /** The group model's: the logits are divided by it. */
  readonly temperature: number;
  /** people: one epoch for all, by the inner trials of all; person: each their own. */
  readonly pooling: "people" | "person";
  /** (trials) of each participant. */
  trainTrials(person: number): number;
}

/**
 * The papers' recipe twice, for the people that it was done on; nobody else gets a row. individual_full chooses the epoch
 * on inner trials of the training part, the group net among the candidates. individual_full_selected takes the epoch of
 * highest accuracy on the very trials that are then reported, as the papers do: what it is above individual_full is
 * what that protocol makes up. Both are epochs of the same fits.
 */
export function wholeNetModels(fits: readonly WholeNetFit[], options: WholeNetOptions): ScoredModel[] {
  const of = new Map(fits.map((fit) => [fit.person, fit]));
  const shared = bestEpoch(fits);
  const model = (name: string, epochOf: (fit: WholeNetFit, test: PersonTrials) => number): ScoredModel => ({
    name,
    trainTrials: options.trainTrials,
    logProbabilities: (person, test) => {
      const fit = of.get(person);
      return fit ? predict(fit, epochOf(fit, test), test, options) : null;
    },
  });
  return [
    model("individual_full", (fit) => (options.pooling === "people" ? shared : bestEpoch([fit]))),
    model("individual_full_selected", (fit, test) => {
      const scores = fit.epochs.slice(1).map((_, i) => {
        const { accuracy, nats } = scoreAnswers(predict(fit, i + 1, test, options), test)!;
        return { epoch: i + 1, accuracy, nats };
      });
      const best = scores.reduce((a, b) =>
        b.accuracy > a.accuracy || (b.accuracy === a.accuracy && b.nats < a.nats) ? b : a,
      );
      return best.epoch;
    }),
  ];
}

/** The epoch of least loss on these people's inner trials, the earliest on a tie. */
function bestEpoch(fits: readonly WholeNetFit[]): number {
  const loss = (epoch: number) =>
    fits.reduce((sum, fit) => sum + fit.innerTrials * fit.curve[epoch]!.innerValidNats, 0);
  const epochs = fits[0]?.curve.map((_, epoch) => epoch) ?? [0];
  return epochs.reduce((best, epoch) => (loss(epoch) < loss(best) ? epoch : best));
}

function predict(
  fit: WholeNetFit,
  epoch: number,
  test: PersonTrials,
  { classes, temperature }: WholeNetOptions,
): Float64Array {
  const logits = fit.epochs[epoch]!;
  const rowOf = new Map(Array.from(fit.stimuli, (stimulus, row) => [stimulus, row]));
  const scaled = new Float64Array(test.count * classes);
  test.stimulus.forEach((stimulus, t) => {
    const row = rowOf.get(stimulus)! * classes;
    for (let c = 0; c < classes; c++) scaled[t * classes + c] = logits[row + c]! / temperature;
  });
  return logSoftmaxRows(scaled, classes);
}
