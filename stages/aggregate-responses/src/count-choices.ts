import type { Answers } from "./encode-answers.ts";

/**
 * Counts [stimuli × classes], row by row, of first answers: repeats are left out, so each answer is another person's. A rating counts
 * as one answer, shared out among the classes.
 */
export function countChoices(answers: Answers): Float64Array {
  return sumAnswers(answers, (share) => share);
}

/** The same sums, of squared shares: by these the agreement of people who rate is told from that of each with themself. */
export function countSquares(answers: Answers): Float64Array {
  return sumAnswers(answers, (share) => share * share);
}

function sumAnswers(
  { classes: { length: classes }, stimuli, stimulus, response, isRepeat, shares }: Answers,
  of: (share: number) => number,
): Float64Array {
  const sums = new Float64Array(stimuli.length * classes);
  for (let i = 0; i < response.length; i++) {
    if (isRepeat[i] === 1) continue;
    const start = stimulus[i]! * classes;
    if (shares === null) sums[start + response[i]!]!++;
    else for (let c = 0; c < classes; c++) sums[start + c]! += of(shares[i * classes + c]!);
  }
  return sums;
}

/** Equal first answers to one stimulus. */
export interface WeightedAnswer {
  /** Shares of the classes. */
  readonly shares: Float64Array;
  /** (answers) */
  readonly weight: number;
}

/** The first answers to each stimulus; choices of one class are one entry, with their number. */
export function answersByStimulus(answers: Answers, counts: Float64Array): WeightedAnswer[][] {
  const classes = answers.classes.length;
  const { shares, stimulus, isRepeat } = answers;
  if (shares === null) {
    const oneHot = answers.classes.map((_, c) => new Float64Array(classes).fill(1, c, c + 1));
    return answers.stimuli.map((_, s) =>
      oneHot.flatMap((own, c) => {
        const weight = counts[s * classes + c]!;
        return weight > 0 ? [{ shares: own, weight }] : [];
      }),
    );
  }
  const byStimulus: WeightedAnswer[][] = answers.stimuli.map(() => []);
  for (let i = 0; i < stimulus.length; i++) {
    if (isRepeat[i] === 1) continue;
    const own = shares.subarray(i * classes, (i + 1) * classes);
    byStimulus[stimulus[i]!]!.push({ shares: own, weight: 1 });
  }
  return byStimulus;
}
