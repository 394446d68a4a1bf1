import type { WeightedAnswer } from "./count-choices.ts";
import type { RatioPart } from "./ratio-interval.ts";

/** (answers) sums of shares that differ by less are equal. */
const ROUNDING = 1e-9;

/** Weights (answers) of the overall class shares that the likelihood ceiling chooses from. */
const SHRINKAGES = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/**
 * How often an answer is the majority of the other people's answers to the same stimulus, for each stimulus with two or
 * more answers: what a model that knew them would reach. Ties count as one divided by their number; of a rating, the share that it
 * gives that class.
 */
export function accuracyCeiling(
  counts: Float64Array,
  answers: readonly (readonly WeightedAnswer[])[],
): RatioPart[] {
  return perStimulus(counts, answers, (own, shares) => {
    let top = 0;
    let tied = 0;
    let hit = 0;
    shares.forEach((share, c) => {
      const others = own[c]! - share;
      if (others > top + ROUNDING) [top, tied, hit] = [others, 1, share];
      else if (others > top - ROUNDING) [tied, hit] = [tied + 1, hit + share];
    });
    return hit / tied;
  });
}

/**
 * Mean negative log-likelihood (nats) of an answer under the other people's answers to the same stimulus, shrunk to the
 * overall class shares m: (n_c − [own] + κ m_c) / (n − 1 + κ). κ is the one of a short list that gives the lowest value:
 * one number chosen from all answers, so what the choice adds is far below the interval's width.
 */
export function likelihoodCeiling(
  counts: Float64Array,
  answers: readonly (readonly WeightedAnswer[])[],
): RatioPart[] {
  const overall = classShares(counts, counts.length / answers.length);
  const candidates = SHRINKAGES.map((kappa) =>
    perStimulus(counts, answers, (own, shares, n) => {
      let nats = 0;
      for (let c = 0; c < shares.length; c++) {
        if (shares[c] === 0) continue;
        const others = Math.max(0, own[c]! - shares[c]!);
        nats -= shares[c]! * Math.log((others + kappa * overall[c]!) / (n - 1 + kappa));
      }
      return nats;
    }),
  );
  return candidates.reduce((best, parts) => (total(parts) < total(best) ? parts : best));
}

/** Sums a score over the answers to each stimulus with two or more answers; equal answers are scored once and counted. */
function perStimulus(
  counts: Float64Array,
  answers: readonly (readonly WeightedAnswer[])[],
  score: (own: Float64Array, shares: Float64Array, n: number) => number,
): RatioPart[] {
  const classes = counts.length / answers.length;
  return answers.flatMap((given, stimulus) => {
    const n = given.reduce((sum, { weight }) => sum + weight, 0);
    if (n < 2) return [];
    const own = counts.subarray(stimulus * classes, (stimulus + 1) * classes);
    const numerator = given.reduce((sum, { shares, weight }) => sum + weight * score(own, shares, n), 0);
    return [{ numerator, denominator: n }];
  });
}

function classShares(counts: Float64Array, classes: number): Float64Array {
  const shares = new Float64Array(classes);
  const answers = counts.reduce((sum, count) => sum + count, 0);
  for (let i = 0; i < counts.length; i++) shares[i % classes]! += counts[i]! / answers;
  return shares;
}

function total(parts: readonly RatioPart[]): number {
  return parts.reduce((sum, part) => sum + part.numerator, 0);
}
