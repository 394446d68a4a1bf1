/** Shares of two answers that agree, at one stimulus or over many. */
export interface Agreement {
  /** Two answers of one person (repeats). */
  readonly within: number;
  /** Answers of two different people. */
  readonly between: number;
}

/**
 * Splits an entropy into the part within persons (each person's own doubt) and the part between persons (the mutual
 * information of person and answer), by agreement.
 *
 * For person i with choice distribution p_i and p̄ their mean, 1 − Σ p̄² (quadratic, or Gini–Simpson, entropy) splits
 * exactly into E_i[1 − Σ p_i²] + rest. Both are estimated without bias: Σ p̄² by the agreement of pairs of people, E_i Σ
 * p_i² by the agreement of repeats. The share of the within part is then applied to the Shannon entropy:
 *
 *   within = H · (1 − A_within) / (1 − A_between),  between = H − within.
 *
 * A share is not forced into [0, 1]: where people do not differ, between scatters around zero and may be negative.
 * Null when people always agree: then there is nothing to split.
 */
export function splitEntropy(
  entropy: number,
  agreement: Agreement,
): { readonly within: number; readonly between: number } | null {
  if (agreement.between >= 1) return null;
  const within = (entropy * (1 - agreement.within)) / (1 - agreement.between);
  return { within, between: entropy - within };
}

/**
 * Probability that two answers out of these counts (different people) agree, unbiased; null for fewer than two. Where answers are
 * shared out among the classes, `squares` are the sums of their squared shares, which for choices are the counts themselves.
 */
export function pairAgreement(counts: ArrayLike<number>, squares: ArrayLike<number> = counts): number | null {
  let total = 0;
  let agreeing = 0;
  for (let c = 0; c < counts.length; c++) {
    total += counts[c]!;
    agreeing += counts[c]! * counts[c]! - squares[c]!;
  }
  // Shares sum to a whole number but for rounding.
  return total < 1.5 ? null : agreeing / (total * (total - 1));
}
