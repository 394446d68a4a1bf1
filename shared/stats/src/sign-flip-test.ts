import { mean } from "./moments.ts";
import type { Sample } from "./quantile.ts";
import { DEFAULT_DRAWS, type ResamplingOptions } from "./resampling.ts";
import { type Alternative, isAsExtreme, type TestResult } from "./test-result.ts";

export interface SignFlipOptions extends ResamplingOptions {
  readonly alternative?: Alternative;
}

/**
 * Tests that the mean of symmetric values (one a person) is zero: signs are flipped at random, or in all 2ⁿ ways when
 * these are no more than the draws. Monte-Carlo p-values count the observed sample too, (1+k)/(1+draws), never zero.
 */
export function signFlipTest(values: Sample, options: SignFlipOptions): TestResult {
  const { random, draws = DEFAULT_DRAWS, alternative = "two-sided" } = options;
  const n = values.length;
  const estimate = mean(values);
  if (estimate === null) return { estimate: null, pValue: null, n };
  const observed = estimate * n;
  const exact = 2 ** n <= draws;
  const count = exact ? 2 ** n : draws;
  let extreme = 0;
  for (let draw = 0; draw < count; draw++) {
    const flips = exact ? (i: number) => (draw >>> i) & 1 : () => random.uint32() & 1;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += flips(i) === 1 ? -values[i]! : values[i]!;
    if (isAsExtreme(sum, observed, alternative)) extreme++;
  }
  return { estimate, pValue: exact ? extreme / count : (1 + extreme) / (1 + count), n };
}
