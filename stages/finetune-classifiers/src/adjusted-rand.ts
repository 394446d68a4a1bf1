/**
 * Adjusted Rand index of two partitions of the same items (Hubert and Arabie 1985): one when they are the same, zero on
 * average when they have nothing to do with each other. Two partitions that both put all in one part, or all apart, are the same.
 */
export function adjustedRand(a: readonly number[], b: readonly number[]): number {
  const pairs = (counts: Iterable<number>) => {
    let sum = 0;
    for (const count of counts) sum += (count * (count - 1)) / 2;
    return sum;
  };
  const tally = (keys: readonly (string | number)[]) => {
    const counts = new Map<string | number, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts.values();
  };
  const all = (a.length * (a.length - 1)) / 2;
  const together = pairs(tally(a.map((kind, i) => `${kind} ${b[i]}`)));
  const [inA, inB] = [pairs(tally(a)), pairs(tally(b))];
  const expected = all === 0 ? 0 : (inA * inB) / all;
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
