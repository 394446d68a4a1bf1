/**
 * x^y for x ≥ 0 and y > 0, by exponential and logarithm: Node 24 rounds powers otherwise than Node 20 and 22 (squares and powers of two
 * excepted), and what comes of them would depend on who runs it.
 */
export function power(x: number, y: number): number {
  return Math.exp(y * Math.log(x));
}
