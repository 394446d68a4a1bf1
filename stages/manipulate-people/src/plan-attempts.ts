import type { PersonPair, SplitClasses } from "@limen/person-model";
import { power } from "@limen/random";
import type { Attempt, Block } from "@limen/sampling";
import type { Params } from "./params.ts";

/** Pairs with their people as indices of the guides. */
export interface Plan {
  readonly people: readonly PersonPair["people"][number][];
  readonly blocks: readonly Block[];
}

type Aimed = Pick<Params, "aim" | "aimShare" | "leastReach">;

/**
 * Probability that both models are to give their classes: what is wanted, or most of what can be reached. Null: out of reach.
 */
export function aimFor({ reach }: SplitClasses, { aim, aimShare, leastReach }: Aimed): number | null {
  if (reach < leastReach) return null;
  const odds = power(reach / (1 - reach), aimShare);
  return Math.min(aim, odds / (1 + odds));
}

/**
 * All attempts: of each pair of people, its guided ones in blocks, then their unguided twins, which grow from the same
 * noise and ask the prior for the same classes: they differ in guidance alone.
 */
export function planAttempts(
  pairs: readonly PersonPair[],
  params: Aimed & Pick<Params, "attempts" | "controls" | "blockSize">,
): Plan {
  const people = [...new Map(pairs.flatMap((pair) => pair.people.map((one) => [one.id, one]))).values()];
  const placeOf = new Map(people.map(({ id }, place) => [id, place]));
  let index = 0;
  const blocks = pairs.flatMap(({ people: two, splits }): Block[] => {
    const guides = two.map(({ id }) => placeOf.get(id)!);
    const guided = splits.flatMap((split): Attempt[] => {
      const aim = aimFor(split, params);
      if (aim === null) return [];
      const shares = split.classes.map((of) => ({ index: of, share: 0.5 }));
      return Array.from({ length: params.attempts }, () => {
        const number = index++;
        return { index: number, stream: number, arm: "controversial", shares, aim, guides };
      });
    });
    const controls = params.controls
      ? guided.map(
          ({ stream, shares }): Attempt => ({ index: index++, stream, arm: "unguided", shares, guides }),
        )
      : [];
    return [...chunks(guided, params.blockSize), ...chunks(controls, params.blockSize)];
  });
  return { people, blocks };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, k) =>
    items.slice(k * size, (k + 1) * size),
  );
}
