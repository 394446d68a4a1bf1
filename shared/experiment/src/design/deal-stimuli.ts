import { invariant } from "@limen/errors";
import { type RandomStream, shuffled } from "@limen/random";

/**
 * Gives each hand `size` different items so that over all hands the numbers of times that items are dealt differ by at
 * most one. Decks are shuffled anew, so which items share a hand is random.
 */
export function dealStimuli(
  items: readonly number[],
  hands: number,
  size: number,
  random: RandomStream,
): number[][] {
  invariant(size <= items.length, `a hand of ${size} different items out of ${items.length} cannot be dealt`);
  let deck: number[] = [];
  return Array.from({ length: hands }, () => {
    const hand = new Set<number>();
    while (hand.size < size) {
      // Cards that this hand holds already stay on top of the deck for the next one.
      const next = deck.findIndex((card) => !hand.has(card));
      if (next < 0) deck = [...deck, ...shuffled(random, items)];
      else hand.add(deck.splice(next, 1)[0]!);
    }
    return [...hand];
  });
}
