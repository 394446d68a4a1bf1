/**
 * Holm's step-down correction (1979): adjusted p-values in the given order, controlling the family-wise error rate.
 * Nulls (tests that could not be made) stay null and do not count.
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const order = pValues
    .map((p, index) => ({ p, index }))
    .filter((entry): entry is { p: number; index: number } => entry.p !== null)
    .sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let running = 0;
  order.forEach(({ p, index }, rank) => {
    running = Math.max(running, Math.min(1, p * (order.length - rank)));
    adjusted[index] = running;
  });
  return adjusted;
}
