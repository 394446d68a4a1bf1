import type { RatioPart } from "./ratio-interval.ts";

/** Weights (answers) of the overall class shares that the likelihood ceiling chooses from. */
const SHRINKAGES = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/**
 * How often an answer is the majority of the other people's answers to the same stimulus, for each stimulus with two or
 * more answers: what a model that knew them would reach. Ties count as one divided by their number.
 */
export function accuracyCeiling(counts: Int32Array, classes: number): RatioPart[] {
  return perStimulus(counts, classes, (own, answer) => {
    let top = 0;
    let tied = 0;
    let hit = false;
    for (let c = 0; c < classes; c++) {
      const others = own[c]! - (c === answer ? 1 : 0);
      if (others > top) [top, tied, hit] = [others, 1, c === answer];
      else if (others === top) [tied, hit] = [tied + 1, hit || c === answer];
    }
    return hit ? 1 / tied : 0;
  });
}

/**
 * Mean negative log-likelihood (nats) of an answer under the other people's answers to the same stimulus, shrunk to the
 * overall class shares m: (n_c − [own] + κ m_c) / (n − 1 + κ). κ is the one of a short list that gives the lowest value:
 * one number chosen from all answers, so what the choice adds is far below the interval's width.
 */
export function likelihoodCeiling(counts: Int32Array, classes: number): RatioPart[] {
  const shares = classShares(counts, classes);
  const candidates = SHRINKAGES.map((kappa) =>
    perStimulus(counts, classes, (own, answer, n) => {
      const p = (own[answer]! - 1 + kappa * shares[answer]!) / (n - 1 + kappa);
      return -Math.log(p);
    }),
  );
  return candidates.reduce((best, parts) => (total(parts) < total(best) ? parts : best));
}

/** Sums a score over the answers to each stimulus with two or more answers; equal answers are scored once and counted. */
function perStimulus(
  counts: Int32Array,
  classes: number,
  score: (own: Int32Array, answer: number, n: number) => number,
): RatioPart[] {
  const parts: RatioPart[] = [];
  for (let start = 0; start < counts.length; start += classes) {
    const own = counts.subarray(start, start + classes);
    const n = own.reduce((sum, count) => sum + count, 0);
    if (n < 2) continue;
    let numerator = 0;
    for (let c = 0; c < classes; c++) if (own[c]! > 0) numerator += own[c]! * score(own, c, n);
    parts.push({ numerator, denominator: n });
  }
  return parts;
}

function classShares(counts: Int32Array, classes: number): Float64Array {
  const shares = new Float64Array(classes);
  const answers = counts.reduce((sum, count) => sum + count, 0);
  for (let i = 0; i < counts.length; i++) shares[i % classes]! += counts[i]! / answers;
  return shares;
}

function total(parts: readonly RatioPart[]): number {
  return parts.reduce((sum, part) => sum + part.numerator, 0);
}
