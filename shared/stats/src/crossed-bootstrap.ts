import type { RandomStream } from "@limen/random";
import { type Interval, percentileInterval } from "./interval.ts";
import { DEFAULT_CONFIDENCE, DEFAULT_DRAWS, type IntervalOptions } from "./resampling.ts";

/** One observation in a crossed design, e.g. row: participant, column: stimulus. Cells may be missing or repeated. */
export interface CrossedCell {
  readonly row: string;
  readonly column: string;
  readonly value: number;
}

/**
 * Interval of a mean over a crossed design: rows and columns are resampled independently, and a cell counts as often
 * as its row × its column was drawn (Owen 2007, the pigeonhole bootstrap; slightly conservative). Use it where
 * participants and stimuli are both samples of more.
 */
export function crossedBootstrap(cells: readonly CrossedCell[], options: IntervalOptions): Interval {
  if (cells.length === 0) return { estimate: null, low: null, high: null };
  const { random, draws = DEFAULT_DRAWS, confidence = DEFAULT_CONFIDENCE } = options;
  const rows = indexOf(cells.map((cell) => cell.row));
  const columns = indexOf(cells.map((cell) => cell.column));
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const rowWeights = resampledWeights(random, rows.count);
    const columnWeights = resampledWeights(random, columns.count);
    const value = weightedMean(cells, (i) => rowWeights[rows.index[i]!]! * columnWeights[columns.index[i]!]!);
    if (value !== null) values.push(value);
  }
  return percentileInterval(
    weightedMean(cells, () => 1),
    values,
    confidence,
  );
}

function weightedMean(cells: readonly CrossedCell[], weightOf: (index: number) => number): number | null {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < cells.length; i++) {
    const weight = weightOf(i);
    total += weight;
    sum += weight * cells[i]!.value;
  }
  return total === 0 ? null : sum / total;
}

function indexOf(names: readonly string[]): { readonly index: Int32Array; readonly count: number } {
  const numbers = new Map<string, number>();
  const index = Int32Array.from(names, (name) => {
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  });
  return { index, count: numbers.size };
}

function resampledWeights(random: RandomStream, count: number): Int32Array {
  const weights = new Int32Array(count);
  for (let i = 0; i < count; i++) weights[random.integer(count)]!++;
  return weights;
}
