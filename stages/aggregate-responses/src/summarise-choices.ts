import type { RandomStream } from "@limen/random";
import { dirichletEntropy, entropyBits, type Interval } from "@limen/stats";
import type { choicesTable, Row } from "@limen/tables";
import { type Answers, countChoices } from "./encode-answers.ts";
import type { RepeatPair } from "./pair-repeats.ts";
import type { Params } from "./params.ts";
import { pairAgreement, splitEntropy } from "./split-entropy.ts";

/** One row a stimulus that got an answer: shares, entropy with interval, and its split within and between persons. */
export function summariseChoices(
  answers: Answers,
  pairs: readonly RepeatPair[],
  params: Params,
  source: string,
  random: RandomStream,
): Row<typeof choicesTable>[] {
  const classes = answers.classes.length;
  const counts = countChoices(answers);
  const entropyOf = entropyEstimator(params, classes, random);
  const within = agreementByStimulus(pairs, params.minRepeatPairs);
  return answers.stimuli.flatMap((stimulus_id, index) => {
    const own = counts.subarray(index * classes, (index + 1) * classes);
    const n = own.reduce((sum, count) => sum + count, 0);
    if (n === 0) return [];
    const entropy = entropyOf(own);
    const between = pairAgreement(own);
    const repeated = within.get(index);
    const plugin = entropyBits(own);
    const parts =
      between === null || repeated === undefined
        ? null
        : splitEntropy(entropy.estimate!, { within: repeated, between });
    return [
      {
        stimulus_id,
        n,
        p: Float32Array.from(own, (count) => count / n),
        entropy: entropy.estimate!,
        entropy_low: entropy.low!,
        entropy_high: entropy.high!,
        entropy_plugin: plugin,
        within: parts?.within ?? null,
        between: parts?.between ?? null,
        source,
      },
    ];
  });
}

/** The interval depends on the sorted counts alone, and few different ones come up: each is computed once. */
function entropyEstimator(
  params: Params,
  classes: number,
  random: RandomStream,
): (counts: Int32Array) => Interval {
  const known = new Map<string, Interval>();
  const options = { random, draws: params.entropyDraws };
  return (counts) => {
    const name = counts.toSorted().join();
    const found = known.get(name) ?? dirichletEntropy(counts, params.priorAnswers / classes, options);
    known.set(name, found);
    return found;
  };
}

/** Share of agreeing repeats of each stimulus that has at least so many pairs. */
function agreementByStimulus(pairs: readonly RepeatPair[], least: number): Map<number, number> {
  const tallies = new Map<number, { pairs: number; agreeing: number }>();
  for (const { stimulus, first, second } of pairs) {
    const tally = tallies.get(stimulus) ?? { pairs: 0, agreeing: 0 };
    tally.pairs++;
    if (first === second) tally.agreeing++;
    tallies.set(stimulus, tally);
  }
  const shares = new Map<number, number>();
  for (const [stimulus, tally] of tallies) {
    if (tally.pairs >= least) shares.set(stimulus, tally.agreeing / tally.pairs);
  }
  return shares;
}
