import type { RandomStream } from "@limen/random";
import { dirichletEntropyMean, type Interval, mean, quantile } from "@limen/stats";
import { answerShares } from "@limen/tables";
import type { Row } from "@limen/tables/spec";
import type { keptTrialsTable } from "@limen/tables/specs";
import type { Match } from "./match-stimuli.ts";

/** (answers) weight of the Dirichlet prior; the draws are centred on the published estimate, so it hardly matters. */
const PRIOR_ANSWERS = 1;

/**
 * Interval of a mean paired difference of entropies (bits): people and matches are resampled independently. Resampling
 * people repeats some and lowers all entropies a little; centring the draws on the estimate takes that out.
 */
export function bootstrapMatches(
  estimate: number,
  matches: readonly Match[],
  trials: readonly Row<typeof keptTrialsTable>[],
  classes: readonly string[],
  draws: number,
  random: RandomStream,
): Interval {
  const stimuli = indexOf(matches.flatMap(({ boundary, controls }) => [boundary, ...controls]));
  const used = trials.filter(
    (trial) => stimuli.has(trial.stimulus_id) && !trial.is_repeat && trial.selection !== "chosen",
  );
  const people = indexOf(used.map((trial) => trial.participant_id));
  // One entry for each class that has a share of an answer: one of a choice.
  const answers = used.flatMap((trial) => {
    const cell = { stimulus: stimuli.get(trial.stimulus_id)!, person: people.get(trial.participant_id)! };
    const shares = answerShares(trial, classes) ?? new Float64Array(0);
    return Array.from(shares, (share, choice) => ({ ...cell, choice, share })).filter(
      ({ share }) => share > 0,
    );
  });
  const differences: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const weights = resample(people.size, random);
    const counts = Array.from({ length: stimuli.size }, () => new Float64Array(classes.length));
    for (const { stimulus, person, choice, share } of answers)
      counts[stimulus]![choice]! += share * weights[person]!;
    const entropy = (id: string) => entropyOf(counts[stimuli.get(id)!]!);
    const drawn = resample(matches.length, random);
    const values = matches.flatMap((match, index) => {
      const difference = drawn[index]! > 0 ? pairedDifference(match, entropy) : null;
      return difference === null ? [] : new Array<number>(drawn[index]!).fill(difference);
    });
    if (values.length > 0) differences.push(mean(values)!);
  }
  const centre = mean(differences);
  if (centre === null) return { estimate, low: null, high: null };
  const shift = estimate - centre;
  return {
    estimate,
    low: quantile(differences, 0.025)! + shift,
    high: quantile(differences, 0.975)! + shift,
  };
}

/** The boundary stimulus minus the mean of its controls; null where one side has no value. */
export function pairedDifference(
  { boundary, controls }: Match,
  entropy: (stimulus: string) => number | null,
): number | null {
  const own = entropy(boundary);
  const others = controls.flatMap((control) => entropy(control) ?? []);
  const control = mean(others);
  return own === null || control === null ? null : own - control;
}

function entropyOf(counts: Float64Array): number | null {
  return counts.every((count) => count === 0)
    ? null
    : dirichletEntropyMean(counts, PRIOR_ANSWERS / counts.length);
}

function indexOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...new Set(names)].sort().map((name, index) => [name, index]));
}

function resample(count: number, random: RandomStream): Int32Array {
  const weights = new Int32Array(count);
  for (let i = 0; i < count; i++) weights[random.integer(count)]!++;
  return weights;
}
