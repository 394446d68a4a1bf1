import { type RandomStream, shuffled } from "@limen/random";
import type { PlannedTrial } from "./plan-trials.ts";

/**
 * Which trials of a comparison show the second face on the left: half of the pairs, and half of the catch pairs, at random. Each time
 * that a pair comes again, its sides are swapped.
 */
export function chooseSides(trials: readonly PlannedTrial[], random: RandomStream): boolean[] {
  const sides = new Map<string, boolean>();
  for (const kind of ["stimulus", "catch"] as const) {
    const firsts = trials.filter((trial) => trial.kind === kind && !trial.isRepeat);
    const half = shuffled(
      random.split(kind),
      firsts.map((_, place) => place % 2 === 0),
    );
    firsts.forEach(({ index }, place) => void sides.set(`${kind} ${index}`, half[place]!));
  }
  return trials.map(({ kind, index }) => {
    const name = `${kind} ${index}`;
    const side = sides.get(name)!;
    sides.set(name, !side);
    return side;
  });
}
