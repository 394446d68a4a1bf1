import type { Observer } from "./draw-observer.ts";
import { softmax } from "./observer-scores.ts";

/**
 * p(c|x) = (1−λ) softmax(β W z(x) + b + s·[c is the answer before])_c + λ/C.
 *
 * @param scores z(x), centred log-probabilities (nats)
 * @param previous class index answered on the trial before, null on the first
 * @param serialDependence s (nats)
 */
export function choiceProbabilities(
  observer: Observer,
  scores: Float64Array,
  previous: number | null,
  serialDependence: number,
): Float64Array {
  const classes = scores.length;
  const evidence = observer.bias.map((bias, c) => {
    let mixed = 0;
    for (let k = 0; k < classes; k++) mixed += observer.mixing[c * classes + k]! * scores[k]!;
    return bias + observer.sensitivity * mixed + (c === previous ? serialDependence : 0);
  });
  return softmax(evidence).map((p) => (1 - observer.lapse) * p + observer.lapse / classes);
}
