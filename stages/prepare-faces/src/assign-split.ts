import type { Split } from "./candidate.ts";
import { splitByHash } from "./split-by-hash.ts";

export interface SplitShares {
  readonly valid: number;
  readonly test: number;
}

/**
 * How to split, given the splits that the data name themselves. Names win. Data with a train and a test part but no
 * validation part lose a `valid` share of their train part to it; items without a split are shared out by the hash of
 * `name` (who is shown, where known, so that nobody stands in two splits).
 */
export function splitter(
  named: ReadonlySet<Split>,
  shares: SplitShares,
): (own: Split | undefined, name: string) => Split {
  const carve = named.has("train") && !named.has("valid");
  return (own, name) => {
    if (own === undefined) return splitByHash(name, shares);
    return own === "train" && carve ? splitByHash(name, { valid: shares.valid, test: 0 }) : own;
  };
}
