import { type RandomStream, shuffled } from "@limen/random";
import type { Split } from "../candidate.ts";

/**
 * The split of each of `count` people: a shuffled share of them each, at least one person in a split whose share is
 * above zero. Faces inherit it, so nobody stands in two splits.
 */
export function splitIdentities(
  stream: RandomStream,
  count: number,
  shares: { readonly valid: number; readonly test: number },
): readonly Split[] {
  const people = (share: number) => (share === 0 ? 0 : Math.max(1, Math.round(share * count)));
  const [valid, test] = [people(shares.valid), people(shares.test)];
  const splits = Array.from({ length: count }, (_, i): Split => {
    if (i < valid) return "valid";
    return i < valid + test ? "test" : "train";
  });
  return shuffled(stream, splits);
}
