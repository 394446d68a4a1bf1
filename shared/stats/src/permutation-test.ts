import { invariant } from "@limen/errors";
import { permutation } from "@limen/random";
import { meanDifference } from "./moments.ts";
import type { Sample } from "./quantile.ts";
import { DEFAULT_DRAWS, type ResamplingOptions } from "./resampling.ts";
import { type Alternative, isAsExtreme, type TestResult } from "./test-result.ts";

export interface PermutationOptions extends ResamplingOptions {
  readonly alternative?: Alternative;
}

/**
 * Tests that y says nothing about x: the statistic (zero under the null, e.g. `spearman`) on the pairs, and with y
 * shuffled. p = (1+k)/(1+draws).
 */
export function permutationTest(
  x: Sample,
  y: Sample,
  statistic: (x: Sample, y: Sample) => number | null,
  options: PermutationOptions,
): TestResult {
  invariant(x.length === y.length, `a permutation test needs pairs, got ${x.length} and ${y.length} values`);
  const { random, draws = DEFAULT_DRAWS, alternative = "two-sided" } = options;
  const observed = statistic(x, y);
  if (observed === null) return { estimate: null, pValue: null, n: x.length };
  let extreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    const shuffled = Float64Array.from(permutation(random, y.length), (index) => y[index]!);
    const value = statistic(x, shuffled);
    if (value !== null && isAsExtreme(value, observed, alternative)) extreme++;
  }
  return { estimate: observed, pValue: (1 + extreme) / (1 + draws), n: x.length };
}

/** Two independent groups: permutation test of mean(a) − mean(b). */
export function twoSampleTest(a: Sample, b: Sample, options: PermutationOptions): TestResult {
  const values = [...Array.from(a), ...Array.from(b)];
  const inFirst = values.map((_, index) => (index < a.length ? 1 : 0));
  const difference = (sample: Sample, membership: Sample) => {
    const sides: [number[], number[]] = [[], []];
    for (let i = 0; i < sample.length; i++) sides[membership[i] === 1 ? 0 : 1].push(sample[i]!);
    return meanDifference(sides[0], sides[1]);
  };
  return permutationTest(values, inFirst, difference, options);
}
