import type { RandomStream } from "@limen/random";
import { dirichletEntropy, entropyBits, type Interval } from "@limen/stats";
import type { choicesTable, Row } from "@limen/tables";
import { countChoices, countSquares } from "./count-choices.ts";
import type { Answers } from "./encode-answers.ts";
import { medianTimes } from "./median-times.ts";
import type { RepeatPairs } from "./pair-repeats.ts";
import type { Params } from "./params.ts";
import { pairAgreement, splitEntropy } from "./split-entropy.ts";

/**
 * One row a stimulus that got an answer: shares, entropy with interval, its split within and between persons, and the
 * median response time.
 */
export function summariseChoices(
  answers: Answers,
  pairs: RepeatPairs,
  params: Params,
  source: string,
  random: RandomStream,
): Row<typeof choicesTable>[] {
  const classes = answers.classes.length;
  const counts = countChoices(answers);
  const squares = countSquares(answers);
  const entropyOf = entropyEstimator(params, classes, random);
  const within = agreementByStimulus(pairs, answers.stimuli.length, params.minRepeatPairs);
  const times = medianTimes(answers);
  return answers.stimuli.flatMap((stimulus_id, index) => {
    const own = counts.subarray(index * classes, (index + 1) * classes);
    // Shares of ratings sum to a whole number but for rounding.
    const n = Math.round(own.reduce((sum, count) => sum + count, 0));
    if (n === 0) return [];
    const entropy = entropyOf(own);
    const between = pairAgreement(own, squares.subarray(index * classes, (index + 1) * classes));
    const repeated = within[index]!;
    const plugin = entropyBits(own);
    const parts =
      between === null || repeated === null
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
        median_rt_ms: times[index]!,
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
): (counts: Float64Array) => Interval {
  const known = new Map<string, Interval>();
  const options = { random, draws: params.entropyDraws };
  return (counts) => {
    const name = counts.toSorted().join();
    const found = known.get(name) ?? dirichletEntropy(counts, params.priorAnswers / classes, options);
    known.set(name, found);
    return found;
  };
}

/** Share of agreeing repeats of each stimulus; null where there are fewer pairs than `least`. */
function agreementByStimulus(pairs: RepeatPairs, stimuli: number, least: number): (number | null)[] {
  const shown = new Int32Array(stimuli);
  const agreeing = new Float64Array(stimuli);
  for (let i = 0; i < pairs.count; i++) {
    shown[pairs.stimulus[i]!]!++;
    agreeing[pairs.stimulus[i]!]! += pairs.agrees[i]!;
  }
  return Array.from(shown, (count, stimulus) => (count >= least ? agreeing[stimulus]! / count : null));
}
