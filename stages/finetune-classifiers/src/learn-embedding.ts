import type { Directions } from "@limen/person-model";
import type { RandomStream } from "@limen/random";
import type { Adapter } from "./adapter.ts";
import { coordinateAdapter } from "./fit-coordinates.ts";
import type { LayerInputs } from "./layer-inputs.ts";
import { addOuter, leadingDirections, spreadAlong } from "./leading-directions.ts";
import type { PersonTrials, StimulusScores } from "./person-trials.ts";

/** A fit of the full layer that the shared basis is learnt from. */
export interface FullLayer {
  readonly adapter: Adapter;
  readonly inputsOf: (scores: StimulusScores) => LayerInputs;
  /** (nats⁻²) pull of these fits. */
  readonly precision: number;
}

/**
 * Participant embedding: people's layers differ along few directions, learnt over people as the leading principal
 * components of their full layers [(1 + width) × classes]; a person is their coordinates. A direction along which
 * people vary less gets a tighter prior, in proportion.
 */
export function learnEmbedding(
  people: readonly PersonTrials[],
  layer: FullLayer,
  most: number,
  random: RandomStream,
): (rank: number) => Adapter {
  const fits = people.map((trials) => layer.adapter.fit(trials, [layer.precision])[0]!);
  const size = fits[0]?.length ?? 0;
  const covariance = new Float64Array(size * size);
  for (const fit of fits) addOuter(covariance, fit);
  const basis = leadingDirections(covariance, size, most, random);
  const spreads = basis.map((direction) => Math.sqrt(Math.max(0, spreadAlong(covariance, direction))));
  const scaled = basis.map((direction, k) =>
    direction.map((value) => (spreads[0]! > 0 ? (value * spreads[k]!) / spreads[0]! : 0)),
  );
  return (rank) => {
    const own = scaled.slice(0, rank);
    return coordinateAdapter((scores, classes) => along(own, layer.inputsOf(scores), classes), []);
  };
}

/** What each layer of the basis does to the scores of each stimulus. */
function along(basis: readonly Float64Array[], inputs: LayerInputs, classes: number): Directions {
  const { values: x, width } = inputs;
  const stimuli = x.length / width;
  const count = basis.length;
  const values = new Float64Array(stimuli * count * classes);
  for (let s = 0; s < stimuli; s++) {
    basis.forEach((layer, k) => {
      const at = (s * count + k) * classes;
      for (let c = 0; c < classes; c++) {
        let sum = layer[c]!;
        for (let i = 0; i < width; i++) sum += x[s * width + i]! * layer[(i + 1) * classes + c]!;
        values[at + c] = sum;
      }
    });
  }
  return { criteria: false, values, count };
}
