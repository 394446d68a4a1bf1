import { invariant } from "@limen/errors";
import {
  binomialInterval,
  bootstrap,
  DEFAULT_CONFIDENCE,
  type Interval,
  type IntervalOptions,
  mean,
  percentileInterval,
} from "@limen/stats";

/** Where resamples come from, and how many. */
export type Resampling = Required<Pick<IntervalOptions, "random" | "draws">>;

/** Share of items that meet a condition, with Wilson's interval, which also holds where none or all do. */
export function shareOf(met: readonly boolean[]): Interval {
  return binomialInterval(met.filter(Boolean).length, met.length);
}

/** Items of one kind, and how much the kind counts. */
export interface Stratum {
  readonly weight: number;
  readonly met: readonly boolean[];
}

/**
 * Share of items that meet a condition, kinds counted by their weights (direct standardisation), with a bootstrap interval
 * from resamples within each kind; null without kinds. Every kind has items.
 */
export function standardisedShare(strata: readonly Stratum[], { random, draws }: Resampling): Interval {
  const total = strata.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return alone(null);
  const shareIn = (metOf: (stratum: Stratum) => number) =>
    strata.reduce((sum, stratum) => sum + (stratum.weight * metOf(stratum)) / stratum.met.length, 0) / total;
  const estimate = shareIn(({ met }) => met.filter(Boolean).length);
  const resampled = Array.from({ length: draws }, () =>
    shareIn(({ met }) => met.filter(() => met[random.integer(met.length)]).length),
  );
  return percentileInterval(estimate, resampled, DEFAULT_CONFIDENCE);
}

/** Mean over items; with `options`, also its bootstrap interval. */
export function meanOf(values: readonly number[], options?: Resampling): Interval {
  return options ? bootstrap(values, mean, options) : alone(mean(values));
}

/** Sum of the first of each pair over the sum of the second; null where the latter is 0. Interval as meanOf. */
export function ratioOf(pairs: readonly (readonly [number, number])[], options?: Resampling): Interval {
  return options ? bootstrap(pairs, ratio, options) : alone(ratio(pairs));
}

function ratio(pairs: readonly (readonly [number, number])[]): number | null {
  const below = pairs.reduce((sum, [, second]) => sum + second, 0);
  return below === 0 ? null : pairs.reduce((sum, [first]) => sum + first, 0) / below;
}

/** A value without an interval: the metric counts different items, of which a resample has fewer. */
export function alone(value: number | null): Interval {
  return { estimate: value, low: null, high: null };
}

/**
 * Bootstrap interval of a distance that every resample overstates, because it holds fewer different items: the spread of
 * the resamples, centred on the estimate. `distance` takes the places of the resampled items; without `options`
 * the estimate alone.
 */
export function centredInterval(
  count: number,
  estimate: number | null,
  distance: (places: readonly number[]) => number | null,
  options?: Resampling,
): Interval {
  if (estimate === null || !options) return alone(estimate);
  const { random, draws } = options;
  const values = Array.from({ length: draws }, () =>
    distance(Array.from({ length: count }, () => random.integer(count))),
  ).filter((value) => value !== null);
  const centre = mean(values);
  invariant(centre !== null, "no resample gave a distance");
  return percentileInterval(
    estimate,
    values.map((value) => value - centre + estimate),
    DEFAULT_CONFIDENCE,
  );
}
