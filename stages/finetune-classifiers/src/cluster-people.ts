import type { RandomStream } from "@limen/random";
import type { Adapter } from "./adapter.ts";
import { everyStimulus, type PersonTrials, pooledTrials, scoresAt } from "./person-trials.ts";
import { startClusters } from "./start-clusters.ts";

/** A population of a few kinds of people. */
export interface Mixture {
  /** Share of people of each kind. */
  readonly shares: readonly number[];
  /** Parameters of each kind. */
  readonly kinds: readonly Float64Array[];
}

const MAX_STEPS = 30;
/** (nats) over all people: a step that gains less is the last. */
const TOLERANCE = 0.1;
/** (people) added to each kind, so that none has a share of zero. */
const PRIOR = 0.5;

/**
 * A mixture over people by expectation maximisation: each kind is one set of the adapter's parameters, each person
 * belongs to one kind. `precision` (nats⁻²) pulls the kinds towards the group.
 */
export function clusterPeople(
  people: readonly PersonTrials[],
  count: number,
  adapter: Adapter,
  precision: number,
  random: RandomStream,
): Mixture {
  let memberships = startClusters(people, count, random);
  let mixture = maximise(people, memberships, adapter, precision);
  let before = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < MAX_STEPS; step++) {
    const found = expect(people, mixture, adapter);
    memberships = found.memberships;
    mixture = maximise(people, memberships, adapter, precision);
    if (found.logLikelihood - before < TOLERANCE) break;
    before = found.logLikelihood;
  }
  return mixture;
}

function maximise(
  people: readonly PersonTrials[],
  memberships: readonly Float64Array[],
  adapter: Adapter,
  precision: number,
): Mixture {
  const count = memberships[0]!.length;
  const kinds = Array.from({ length: count }, (_, k) => {
    const weights = memberships.map((own) => own[k]!);
    return adapter.fit(pooledTrials(people, weights), [precision])[0]!;
  });
  const shares = kinds.map(
    (_, k) => (PRIOR + memberships.reduce((sum, own) => sum + own[k]!, 0)) / (people.length + PRIOR * count),
  );
  return { shares, kinds };
}

/** Probability that the person is of each kind, given their trials, and (nats) how probable these are. */
export function membership(
  trials: PersonTrials,
  mixture: Mixture,
  /** (nats) of each kind, [stimuli × classes] */
  tables: readonly Float64Array[],
): { readonly memberships: Float64Array; readonly logLikelihood: number } {
  const { classes, count, stimulus, answer, targets } = trials;
  const logs = Float64Array.from(tables, (table, k) => {
    let sum = Math.log(mixture.shares[k]!);
    for (let t = 0; t < count; t++) {
      const from = stimulus[t]! * classes;
      const row = answer[t]! * classes;
      for (let c = 0; c < classes; c++) {
        const q = targets.values[row + c]!;
        if (q > 0) sum += q * table[from + c]!;
      }
    }
    return sum;
  });
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { memberships: weights.map((weight) => weight / total), logLikelihood: top + Math.log(total) };
}

/** (nats) what each kind says of every stimulus, [stimuli × classes]. */
export function tablesOf(mixture: Mixture, adapter: Adapter, trials: PersonTrials): Float64Array[] {
  const every = everyStimulus(trials.scores, trials.classes);
  return mixture.kinds.map((kind) => adapter.logProbabilities(kind, every));
}

function expect(people: readonly PersonTrials[], mixture: Mixture, adapter: Adapter) {
  const tables = tablesOf(mixture, adapter, people[0]!);
  const found = people.map((trials) => membership(trials, mixture, tables));
  return {
    memberships: found.map((own) => own.memberships),
    logLikelihood: found.reduce((sum, own) => sum + own.logLikelihood, 0),
  };
}

/** A person as a mixture of the kinds. Parameters: the probability of each. */
export function mixtureAdapter(mixture: Mixture, adapter: Adapter): Adapter {
  const cache = new WeakMap<object, Float64Array[]>();
  const tables = (trials: PersonTrials) => {
    const known = cache.get(trials.scores);
    if (known) return known;
    const made = tablesOf(mixture, adapter, trials);
    cache.set(trials.scores, made);
    return made;
  };
  return {
    fit(trials, precisions) {
      const { memberships } = membership(trials, mixture, tables(trials));
      return precisions.map(() => memberships);
    },
    logProbabilities(parameters, trials) {
      const parts = tables(trials).map((table) => scoresAt(table, trials));
      return parts[0]!.map((_, i) => {
        const top = parts.reduce((best, part) => Math.max(best, part[i]!), Number.NEGATIVE_INFINITY);
        const sum = parts.reduce((total, part, k) => total + parameters[k]! * Math.exp(part[i]! - top), 0);
        return top + Math.log(Math.max(sum, Number.MIN_VALUE));
      });
    },
  };
}
