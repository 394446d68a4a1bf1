import { personProbabilities } from "@limen/person-model";
import type { RandomStream } from "@limen/random";
import { bootstrap, mean } from "@limen/stats";
import { groupBy } from "@limen/tables";
import { type PointRow, sourceOf } from "./claim.ts";
import { fittedPeople } from "./fitted-people.ts";
import type { Params } from "./params.ts";
import { type GroupAnswer, heldOutAnswers, natsOf } from "./person-answers.ts";
import type { Evidence } from "./read-inputs.ts";

/**
 * participant_intervals: what each person's own bias and slope gain on the group (nats a trial, new stimuli), with an
 * interval over the stimuli that they answered; x is the rank within the net, from the least.
 */
export function personIntervals(evidence: Evidence, params: Params, random: RandomStream): PointRow[] {
  const source = sourceOf(evidence.trials?.rows ?? []);
  return fittedPeople(evidence).flatMap(({ net, people }) => {
    const answers = heldOutAnswers(evidence, { net, people });
    const found = [...groupBy(answers, (answer) => answer.participant)].map(([item, own]) => {
      const person = people.get(item)!;
      const gainOf = ({ groupLogP, answer }: GroupAnswer) =>
        natsOf(groupLogP.map(Math.exp), answer) - natsOf(personProbabilities(groupLogP, person), answer);
      const interval = bootstrap(
        [...groupBy(own, (answer) => answer.stimulus).values()].map((of) => of.map(gainOf)),
        (sample) => mean(sample.flat()),
        { random: random.split(net).split(item), draws: params.draws },
      );
      return { item, ...interval };
    });
    return found
      .sort((a, b) => a.estimate! - b.estimate! || (a.item < b.item ? -1 : 1))
      .map(({ item, estimate, low, high }, rank) => ({
        figure: "participant_intervals",
        series: net,
        item,
        x: rank + 1,
        y: estimate,
        low,
        high,
        source,
      }));
  });
}
