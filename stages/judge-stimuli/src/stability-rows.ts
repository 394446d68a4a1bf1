import { invariant } from "@limen/errors";
import { mean } from "@limen/stats";
import type { Row, stabilityTable } from "@limen/tables";
import type { Judgement } from "./judge-answers.ts";
import type { StimulusSet } from "./read-stimuli.ts";

/** The stability table: the boundary stimuli at these places. `entropies`: of the held-out net, at every place. */
export function stabilityRows(
  { stimuli, classes }: StimulusSet,
  places: readonly number[],
  judgements: ReadonlyMap<number, Judgement>,
  entropies: readonly number[],
  heldOut: string,
): Row<typeof stabilityTable>[] {
  return places.map((place) => {
    const stimulus = stimuli[place]!;
    const { guides, stable, ...judged } = judgements.get(place)!;
    const [first, second] = guides;
    invariant(first && stable !== null, `boundary stimulus ${stimulus.id} has no guide`);
    const towardsB = (stimulus.apart && second ? second : first).b;
    return {
      stimulus_id: stimulus.id,
      arm: stimulus.arm,
      sampler: stimulus.sampler,
      class_a: classes[stimulus.a]!,
      class_b: classes[stimulus.b]!,
      guide_1: stimulus.guides[0]!,
      guide_2: stimulus.guides[1] ?? null,
      p_a: first.a.mean,
      p_a_low: first.a.low,
      p_a_high: first.a.high,
      p_b: towardsB.mean,
      p_b_low: towardsB.low,
      p_b_high: towardsB.high,
      share: first.share,
      share_2: second?.share ?? null,
      stable,
      held_out: heldOut,
      held_out_p_a: judged.heldOut.a.mean,
      held_out_p_b: judged.heldOut.b.mean,
      held_out_share: judged.heldOut.share,
      held_out_stable: judged.heldOutStable,
      held_out_agrees: judged.heldOutAgrees,
      held_out_entropy: judged.entropy,
      natural_entropy: mean(stimulus.natural.map((face) => entropies[face]!)),
    };
  });
}
