/** Log probabilities of rows of scores, [rows × classes] row-major; a new array. */
export function logSoftmaxRows(scores: ArrayLike<number>, classes: number): Float64Array {
  const out = new Float64Array(scores.length);
  for (let start = 0; start < out.length; start += classes) {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) if (scores[start + c]! > top) top = scores[start + c]!;
    let total = 0;
    for (let c = 0; c < classes; c++) total += Math.exp(scores[start + c]! - top);
    const log = top + Math.log(total);
    for (let c = 0; c < classes; c++) out[start + c] = scores[start + c]! - log;
  }
  return out;
}
