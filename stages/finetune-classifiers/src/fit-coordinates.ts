import { coordinatesOf, type Directions, fitCoordinates, moveScores } from "@limen/person-model";
import type { Adapter } from "./adapter.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
import type { PersonTrials, StimulusScores } from "./person-trials.ts";

/** (nats) over all trials: far below what a held-out trial could show. */
const TOLERANCE = 1e-3;

/**
 * p = softmax(z + Σ e_k a_k(x)): a few coordinates e along given directions a. Criteria, slopes and embeddings are this.
 * `weights` multiply the precision of each coordinate.
 */
export function coordinateAdapter(
  directionsOf: (scores: StimulusScores, classes: number) => Directions,
  weights: readonly number[],
): Adapter {
  const cache = new WeakMap<StimulusScores, Directions>();
  const directions = ({ scores, classes }: PersonTrials) => {
    const known = cache.get(scores);
    if (known) return known;
    const made = directionsOf(scores, classes);
    cache.set(scores, made);
    return made;
  };
  return {
    fit(trials, precisions) {
      const own = directions(trials);
      let parameters = new Float64Array(coordinatesOf(own, trials.classes));
      return precisions.map((precision) => {
        const prior = Float64Array.from(parameters, (_, k) => precision * (weights[k] ?? 1));
        parameters = Float64Array.from(fitCoordinates(trials, own, prior, parameters, TOLERANCE).parameters);
        return parameters;
      });
    },
    logProbabilities(parameters, trials) {
      const { classes, count, scores, stimulus } = trials;
      const own = directions(trials);
      const out = new Float64Array(count * classes);
      const z = new Float64Array(classes);
      for (let t = 0; t < count; t++) {
        moveScores(z, scores.logP, own, stimulus[t]!, parameters);
        out.set(z, t * classes);
      }
      return logSoftmaxRows(out, classes);
    },
  };
}
