import { invariant } from "@limen/errors";

/**
 * Cohen's kappa (1960): agreement of two raters beyond what their marginals give by chance. Null without pairs, or when
 * chance agreement is already one.
 */
export function cohenKappa(first: readonly string[], second: readonly string[]): number | null {
  invariant(
    first.length === second.length,
    `kappa needs pairs, got ${first.length} and ${second.length} answers`,
  );
  const n = first.length;
  if (n === 0) return null;
  let observed = 0;
  const shares = new Map<string, [number, number]>();
  for (let i = 0; i < n; i++) {
    if (first[i] === second[i]) observed += 1 / n;
    bump(shares, first[i]!, 0, 1 / n);
    bump(shares, second[i]!, 1, 1 / n);
  }
  let expected = 0;
  for (const [a, b] of shares.values()) expected += a * b;
  return expected >= 1 - 1e-12 ? null : (observed - expected) / (1 - expected);
}

function bump(shares: Map<string, [number, number]>, answer: string, side: 0 | 1, by: number): void {
  const pair = shares.get(answer) ?? [0, 0];
  pair[side] += by;
  shares.set(answer, pair);
}
