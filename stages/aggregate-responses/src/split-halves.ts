import { permutation, type RandomStream } from "@limen/random";
import { averageRanks, digamma, type Interval, percentileInterval } from "@limen/stats";
import type { Answers } from "./encode-answers.ts";
import { countOf, type FirstChoices, firstChoices } from "./first-choices.ts";

export interface SplitHalf extends Interval {
  /** Stimuli with two or more answers in both halves, on average over the splits. */
  readonly stimuli: number;
}

interface HalfRanks {
  readonly stimuli: Int32Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * Split-half reliability of the stimuli's entropies: the participants are halved at random, the posterior entropies of
 * the two halves are ranked over the stimuli and correlated (Spearman), and the mean over many halvings is taken.
 *
 * The interval resamples stimuli. The ranks are kept from the full sample in each draw (ranking anew would cost a sort of
 * all stimuli for each of draws × splits), which is close for more than a few dozen stimuli.
 */
export function splitHalves(
  answers: Answers,
  options: {
    readonly splits: number;
    readonly draws: number;
    readonly alpha: number;
    readonly random: RandomStream;
  },
): SplitHalf {
  const { random, alpha } = options;
  const choices = firstChoices(answers);
  const halvings = Array.from({ length: options.splits }, (_, split) =>
    rankHalves(choices, alpha, random.split("halves").split(split)),
  );
  const ones = new Float64Array(answers.stimuli.length).fill(1);
  const estimate = meanCorrelation(halvings, ones);
  const stimuli = Math.round(halvings.reduce((sum, half) => sum + half.stimuli.length, 0) / halvings.length);
  const values: number[] = [];
  const stream = random.split("stimuli");
  for (let draw = 0; draw < options.draws; draw++) {
    const weights = new Float64Array(answers.stimuli.length);
    for (let i = 0; i < weights.length; i++) weights[stream.integer(weights.length)]!++;
    const value = meanCorrelation(halvings, weights);
    if (value !== null) values.push(value);
  }
  return { ...percentileInterval(estimate, estimate === null ? [] : values, 0.95), stimuli };
}

function rankHalves(choices: FirstChoices, alpha: number, random: RandomStream): HalfRanks {
  const { participants, classes, counts } = choices;
  const order = permutation(random, participants);
  const first = countOf(choices, order.subarray(0, Math.ceil(participants / 2)));
  const second = counts.map((count, cell) => count - first[cell]!);
  const halves = [first, second].map((half) => entropies(half, classes, alpha));
  const all = Int32Array.from({ length: counts.length / classes }, (_, s) => s);
  const stimuli = all.filter((s) => halves.every((half) => !Number.isNaN(half[s]!)));
  const ranked = halves.map((half) => averageRanks(Float64Array.from(stimuli, (s) => half[s]!)));
  return { stimuli, first: ranked[0]!, second: ranked[1]! };
}

/** Posterior mean entropy (nats) of each stimulus; NaN, for inner use, below two answers. */
function entropies(counts: Float64Array, classes: number, alpha: number): Float64Array {
  const inner = digammaOfCounts(alpha + 1);
  const outer = digammaOfCounts(classes * alpha + 1);
  return Float64Array.from({ length: counts.length / classes }, (_, stimulus) => {
    let n = 0;
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const count = counts[stimulus * classes + c]!;
      n += count;
      sum += (count + alpha) * inner(count);
    }
    return n < 1.5 ? Number.NaN : outer(n) - sum / (n + classes * alpha);
  });
}

/** ψ(count + offset), each count computed once: the same few come up a hundred thousand times. */
function digammaOfCounts(offset: number): (count: number) => number {
  const known: number[] = [];
  return (count) => {
    // Sums of shares are all different.
    if (!Number.isInteger(count)) return digamma(count + offset);
    known[count] ??= digamma(count + offset);
    return known[count];
  };
}

/** Mean over halvings of the weighted correlation of ranks; null when it is defined for none. */
function meanCorrelation(halvings: readonly HalfRanks[], weights: Float64Array): number | null {
  let sum = 0;
  let defined = 0;
  for (const halving of halvings) {
    const value = weightedCorrelation(halving, weights);
    if (value === null) continue;
    sum += value;
    defined++;
  }
  return defined === 0 ? null : sum / defined;
}

function weightedCorrelation({ stimuli, first, second }: HalfRanks, weights: Float64Array): number | null {
  let n = 0;
  let x = 0;
  let y = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  // Ranks around their middle keep the sums of squares exact enough.
  const middle = (stimuli.length + 1) / 2;
  for (let i = 0; i < stimuli.length; i++) {
    const weight = weights[stimuli[i]!]!;
    const a = first[i]! - middle;
    const b = second[i]! - middle;
    n += weight;
    x += weight * a;
    y += weight * b;
    xx += weight * a * a;
    yy += weight * b * b;
    xy += weight * a * b;
  }
  if (n < 3) return null;
  const varianceX = xx - (x * x) / n;
  const varianceY = yy - (y * y) / n;
  if (varianceX <= 1e-9 || varianceY <= 1e-9) return null;
  return (xy - (x * y) / n) / Math.sqrt(varianceX * varianceY);
}
