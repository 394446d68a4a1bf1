import { type RandomStream, shuffled } from "@limen/random";
import type { ClosedLoopParams } from "../params.ts";
import type { DesignSize } from "./size-design.ts";

/** How many of a participant's own places stay open until the trial comes; none without a closed loop. */
export function openPlaces(
  { own }: Pick<DesignSize, "own">,
  closedLoop: ClosedLoopParams | undefined,
): number {
  return closedLoop === undefined ? 0 : own - Math.round(own * closedLoop.randomShare);
}

/**
 * Among which of the other stimuli a participant's open places are filled: drawn at random from those that they are not
 * dealt, as many as are wanted, but never fewer than there are places.
 */
export function drawCandidates(
  others: readonly number[],
  dealt: ReadonlySet<number>,
  open: number,
  { candidates }: Pick<ClosedLoopParams, "candidates">,
  random: RandomStream,
): number[] {
  const free = others.filter((index) => !dealt.has(index));
  return shuffled(random, free).slice(0, Math.max(candidates, open));
}
