import type { RandomStream } from "@limen/random";
import type { Adapter } from "./adapter.ts";
import { linearAdapter } from "./fit-linear.ts";
import { type LayerInputs, projectInputs } from "./layer-inputs.ts";
import { addOuter, leadingDirections } from "./leading-directions.ts";
import type { FullLayer } from "./learn-embedding.ts";
import type { PersonTrials } from "./person-trials.ts";

/**
 * Low-rank adaptation of the last layer: its change is A Bᵀ, with A [features × rank] shared and learnt over people, as
 * the feature directions along which their last layers differ most, and B [classes × rank] the person's.
 */
export function learnLowRank(
  people: readonly PersonTrials[],
  layer: FullLayer,
  most: number,
  use: Uint8Array,
  random: RandomStream,
): (rank: number) => Adapter {
  const inputs = layer.inputsOf(people[0]!.scores);
  const { width } = inputs;
  const { classes } = people[0]!;
  const second = new Float64Array(width * width);
  for (const trials of people) {
    const fit = layer.adapter.fit(trials, [layer.precision])[0]!;
    for (let c = 0; c < classes; c++)
      addOuter(
        second,
        Float64Array.from({ length: width }, (_, i) => fit[(i + 1) * classes + c]!),
      );
  }
  const basis = leadingDirections(second, width, most, random);
  return (rank) => {
    const projected: LayerInputs = projectInputs(inputs, basis.slice(0, rank), use);
    return linearAdapter(() => projected);
  };
}
