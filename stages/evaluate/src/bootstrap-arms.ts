import type { RandomStream } from "@limen/random";
import { dirichletEntropyMean, mean, quantile } from "@limen/stats";
import type { Row } from "@limen/tables/spec";
import type { keptTrialsTable } from "@limen/tables/specs";

/** (answers) weight of the Dirichlet prior; the draws are centred on the published estimate, so it hardly matters. */
const PRIOR_ANSWERS = 1;

/**
 * Resamples people and stimuli independently, and gives the mean posterior entropy (bits) of each arm in each draw;
 * null where an arm lost all its answers. [arm → draws]
 */
export function bootstrapArms(
  trials: readonly Row<typeof keptTrialsTable>[],
  armOf: ReadonlyMap<string, string>,
  classes: readonly string[],
  draws: number,
  random: RandomStream,
): Map<string, (number | null)[]> {
  const used = trials.filter((trial) => armOf.has(trial.stimulus_id) && !trial.is_repeat);
  const people = numbered(used.map((trial) => trial.participant_id));
  const stimuli = numbered(used.map((trial) => trial.stimulus_id));
  const classIndex = new Map(classes.map((name, index) => [name, index]));
  const response = Int32Array.from(used, (trial) => classIndex.get(trial.response) ?? -1);
  const arms = new Map([...armOf.values()].map((arm): [string, (number | null)[]] => [arm, []]));
  const armOfStimulus = stimuli.names.map((name) => armOf.get(name)!);
  for (let draw = 0; draw < draws; draw++) {
    const personWeight = resample(people.names.length, random);
    const stimulusWeight = resample(stimuli.names.length, random);
    const counts = stimuli.names.map(() => new Float64Array(classes.length));
    for (let t = 0; t < used.length; t++) {
      if (response[t]! >= 0) counts[stimuli.index[t]!]![response[t]!]! += personWeight[people.index[t]!]!;
    }
    const sums = new Map([...arms.keys()].map((arm) => [arm, { weight: 0, sum: 0 }]));
    counts.forEach((own, s) => {
      const weight = stimulusWeight[s]!;
      if (weight === 0 || own.every((count) => count === 0)) return;
      const total = sums.get(armOfStimulus[s]!)!;
      total.weight += weight;
      total.sum += weight * dirichletEntropyMean(own, PRIOR_ANSWERS / classes.length);
    });
    for (const [arm, { weight, sum }] of sums) arms.get(arm)!.push(weight === 0 ? null : sum / weight);
  }
  return arms;
}

/**
 * Interval of the difference of two arms around the published estimate. Resampling people repeats some and lowers all
 * entropies a little; centring the draws on the estimate takes that out.
 */
export function differenceInterval(
  estimate: number,
  a: readonly (number | null)[],
  b: readonly (number | null)[],
): { readonly low: number | null; readonly high: number | null } {
  const differences = a.flatMap((value, draw) => {
    const other = b[draw];
    return value === null || other === null || other === undefined ? [] : [value - other];
  });
  const centre = mean(differences);
  if (centre === null) return { low: null, high: null };
  const shift = estimate - centre;
  return { low: quantile(differences, 0.025)! + shift, high: quantile(differences, 0.975)! + shift };
}

function numbered(names: readonly string[]): { readonly names: string[]; readonly index: Int32Array } {
  const unique = [...new Set(names)].sort();
  const indexOf = new Map(unique.map((name, index) => [name, index]));
  return { names: unique, index: Int32Array.from(names, (name) => indexOf.get(name)!) };
}

function resample(count: number, random: RandomStream): Int32Array {
  const weights = new Int32Array(count);
  for (let i = 0; i < count; i++) weights[random.integer(count)]!++;
  return weights;
}
