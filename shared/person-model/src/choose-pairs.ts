import type { Person } from "./person.ts";
import { reachOf, splitPeople } from "./split-people.ts";

export interface NamedPerson extends Person {
  readonly id: string;
}

/** Two people, and the classes that they are to choose: the first one the first. */
export interface SplitClasses {
  readonly classes: readonly [number, number];
  /** Probability that both models can give their classes at once, between these two classes. */
  readonly reach: number;
}

export interface PersonPair {
  readonly people: readonly [NamedPerson, NamedPerson];
  /** The classes on which they differ most, those of the farthest reach first. */
  readonly splits: readonly SplitClasses[];
}

export interface PairOptions {
  /** Pairs of classes between which people may be split. */
  readonly classPairs: readonly (readonly [number, number])[];
  /** Pairs of classes of each pair of people. */
  readonly splitsEach: number;
}

/** Two people with the classes on which their models differ most, each in the direction that they can be split in. */
export function pairOf(first: NamedPerson, second: NamedPerson, options: PairOptions): PersonPair {
  const splits = options.classPairs
    .map(([a, b]): SplitClasses => {
      const reach = reachOf(splitPeople(first, second, a, b));
      return reach >= 0.5 ? { classes: [a, b], reach } : { classes: [b, a], reach: 1 - reach };
    })
    .sort((x, y) => y.reach - x.reach)
    .slice(0, options.splitsEach);
  return { people: [first, second], splits };
}

/**
 * The most different pairs, each person in one pair at most: then no two pairs share anybody, and what is found in one says
 * nothing about another. Greedy: the most different pair first, then the most different of who is left.
 */
export function choosePairs(
  people: readonly NamedPerson[],
  count: number,
  options: PairOptions,
): PersonPair[] {
  const pairs = people
    .flatMap((first, i) => people.slice(i + 1).map((second) => pairOf(first, second, options)))
    .map((pair) => ({ pair, difference: meanReach(pair) }))
    .sort((x, y) => y.difference - x.difference);
  const taken = new Set<string>();
  const chosen: PersonPair[] = [];
  for (const { pair } of pairs) {
    if (chosen.length === count) break;
    if (pair.people.some(({ id }) => taken.has(id))) continue;
    for (const { id } of pair.people) taken.add(id);
    chosen.push(pair);
  }
  return chosen;
}

function meanReach({ splits }: PersonPair): number {
  return splits.reduce((sum, { reach }) => sum + reach, 0) / Math.max(1, splits.length);
}
