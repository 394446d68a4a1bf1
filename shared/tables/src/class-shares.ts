/** What a class was to get of an answer; the shares of a stimulus sum to one. */
export interface ClassShare {
  /** Of the class. */
  readonly index: number;
  readonly share: number;
}

/** `held_out_agrees`: the held-out net must give both of two even classes more than this. */
const HELD_OUT_AGREES = 0.25;

/**
 * Whether each class has its part of an answer: with `least` of an even pair given, a class with the share s of the
 * target must exceed 2 · least · s.
 */
export function eachExceeds(p: ArrayLike<number>, shares: readonly ClassShare[], least: number): boolean {
  return shares.every(({ index, share }) => p[index]! > 2 * least * share);
}

/** Whether a net that did not guide agrees that a face is on a boundary: the `held_out_agrees` of all tables. */
export function heldOutAgrees(p: ArrayLike<number>, shares: readonly ClassShare[]): boolean {
  return eachExceeds(p, shares, HELD_OUT_AGREES);
}
