import { invariant } from "@limen/errors";
import type { ChangedAnswers } from "./change-answers.ts";

/** How far the first class's share of the pair may be from the one aimed at: an even pair stays within .3 to .7. */
const AWAY = 0.2;
/** The pair must keep more than this of the answer: between two classes, not on a third. */
const PAIR = 0.5;

/** Mean, least and greatest over the changed copies. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One net's answers to the changed copies of one picture, as far as they concern its pair of classes. */
export interface PairAnswers {
  readonly a: Spread;
  readonly b: Spread;
  /** p_a / (p_a + p_b), mean over the copies. */
  readonly share: number;
}

export function pairAnswers(answers: ChangedAnswers, a: number, b: number): PairAnswers {
  // Where both have underflowed to 0, neither is ahead.
  const shares = answers.map((p) => (p[a]! + p[b]! === 0 ? 0.5 : p[a]! / (p[a]! + p[b]!)));
  return {
    a: spreadOf(answers.map((p) => p[a]!)),
    b: spreadOf(answers.map((p) => p[b]!)),
    share: spreadOf(shares).mean,
  };
}

/**
 * Whether a net stays between the first two classes, near the first one's share of the two. Where there are more classes, the
 * two need keep less of the answer.
 */
export function staysBetween(
  { a, b, share }: PairAnswers,
  [first, second]: readonly { readonly share: number }[],
): boolean {
  const both = first!.share + second!.share;
  return Math.abs(share - first!.share / both) <= AWAY && a.mean + b.mean > PAIR * both;
}

/** Whether the first net keeps to the first class and the second net to the second. */
export function stayApart(first: PairAnswers, second: PairAnswers): boolean {
  return first.share > 0.5 && second.share < 0.5;
}

function spreadOf(values: readonly number[]): Spread {
  invariant(values.length > 0, "no changed copies");
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: Math.min(...values),
    high: Math.max(...values),
  };
}
