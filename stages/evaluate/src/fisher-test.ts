import { invariant } from "@limen/errors";

/**
 * Fisher's exact test (1935), one-sided: the chance of at least `hits` of the `n` first attempts being hits when the
 * hits of both groups were dealt out at random. It is what a permutation test of two shares tends to, without draws.
 */
export function fisherTest(hits: number, n: number, otherHits: number, otherN: number): number {
  invariant(
    hits <= n && otherHits <= otherN,
    `more hits than attempts: ${hits}/${n}, ${otherHits}/${otherN}`,
  );
  const all = hits + otherHits;
  let p = 0;
  for (let k = hits; k <= Math.min(n, all); k++) {
    if (all - k > otherN) continue;
    p += Math.exp(logChoose(n, k) + logChoose(otherN, all - k) - logChoose(n + otherN, all));
  }
  return Math.min(1, p);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push(logFactorials[i - 1]! + Math.log(i));
  return logFactorials[n]!;
}
