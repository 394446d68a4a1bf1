import type { RandomStream } from "@limen/random";
import {
  binomialInterval,
  binomialTail,
  crossedBootstrap,
  type Interval,
  quantile,
  signFlipTest,
} from "@limen/stats";
import { groupBy } from "@limen/tables";

/** One stimulus on which the two people of a pair chose both classes, one each. */
export interface Split {
  readonly pair: string;
  readonly stimulus: string;
  /** As meant; false: the other way round. */
  readonly targeted: boolean;
}

export interface TargetedRatio {
  /** Share of the splits that are as meant; bounds by drawing pairs and stimuli anew or, where all are alike, Wilson's. */
  readonly interval: Interval;
  /** Quantiles of the ratio when who is who is swapped, pair by pair. */
  readonly nullLow: number | null;
  readonly nullHigh: number | null;
  /** One-sided: who is who swapped pair by pair; null for fewer than two pairs. */
  readonly pPairs: number | null;
  /** Least pPairs that so many pairs allow. */
  readonly pLeast: number | null;
  /** One-sided: swapped stimulus by stimulus, which is a binomial test. */
  readonly pStimuli: number | null;
}

export interface RatioOptions {
  readonly random: RandomStream;
  readonly draws: number;
  readonly permutations: number;
}

/**
 * The targeted ratio with its nulls. Swapping who is who turns every split of a face round. Two people who do not differ
 * could be swapped face by face; two who do, but not as their models say, could be swapped as a pair. So the swap of faces
 * asks whether these very people differ as meant, and the swap of pairs whether such models tell people apart.
 */
export function targetedRatio(splits: readonly Split[], options: RatioOptions): TargetedRatio {
  const { random, draws, permutations } = options;
  const cells = splits.map(({ pair, stimulus, targeted }) => ({
    row: pair,
    column: `${pair} ${stimulus}`,
    value: Number(targeted),
  }));
  const balances = [...groupBy(splits, ({ pair }) => pair).values()].map((own) =>
    own.reduce((sum, { targeted }) => sum + (targeted ? 1 : -1), 0),
  );
  const [nullLow, nullHigh] = nullQuantiles(balances, splits.length, permutations, random.split("null"));
  const successes = splits.filter(({ targeted }) => targeted).length;
  const moving = balances.filter((balance) => balance !== 0).length;
  const several = balances.length >= 2;
  const alike = successes === 0 || successes === splits.length;
  // Splits that are all alike stay so whatever is drawn anew: no interval, but the least one. Each pair counts once then.
  const units = several ? balances.length : splits.length;
  const interval = alike
    ? binomialInterval(successes === 0 ? 0 : units, units)
    : crossedBootstrap(cells, { random: random.split("interval"), draws });
  const swaps = { random: random.split("swaps"), draws: permutations, alternative: "greater" } as const;
  return {
    interval,
    nullLow,
    nullHigh,
    pPairs: several ? signFlipTest(balances, swaps).pValue : null,
    pLeast: several ? Math.max(2 ** -moving, 1 / (1 + permutations)) : null,
    pStimuli: splits.length === 0 ? null : binomialTail(successes, splits.length, 0.5),
  };
}

function nullQuantiles(
  balances: readonly number[],
  splits: number,
  draws: number,
  random: RandomStream,
): readonly [number | null, number | null] {
  if (balances.length < 2) return [null, null];
  const ratios = Array.from({ length: draws }, () => {
    const balance = balances.reduce((sum, own) => sum + ((random.uint32() & 1) === 1 ? own : -own), 0);
    return (splits + balance) / (2 * splits);
  });
  return [quantile(ratios, 0.025), quantile(ratios, 0.975)];
}
