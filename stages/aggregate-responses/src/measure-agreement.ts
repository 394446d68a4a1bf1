import type { Answers } from "./encode-answers.ts";
import type { RepeatPairs } from "./pair-repeats.ts";
import type { RatioPart } from "./ratio-interval.ts";
import { pairAgreement } from "./split-entropy.ts";

/** For each stimulus with two or more answers: how often two different people agree (weight one a stimulus). */
export function agreementBetween(
  counts: Float64Array,
  squares: Float64Array,
  classes: number,
  stimuli: Iterable<number>,
): RatioPart[] {
  const parts: RatioPart[] = [];
  for (const stimulus of stimuli) {
    const own = (sums: Float64Array) => sums.subarray(stimulus * classes, (stimulus + 1) * classes);
    const agreement = pairAgreement(own(counts), own(squares));
    if (agreement !== null) parts.push({ numerator: agreement, denominator: 1 });
  }
  return parts;
}

/** For each participant: agreeing repeats over repeats. */
export function agreementWithin(answers: Answers, pairs: RepeatPairs): RatioPart[] {
  const parts = answers.participants.map(() => ({ numerator: 0, denominator: 0 }));
  for (let i = 0; i < pairs.count; i++) {
    const part = parts[pairs.participant[i]!]!;
    part.denominator++;
    part.numerator += pairs.agrees[i]!;
  }
  return parts.filter((part) => part.denominator > 0);
}
