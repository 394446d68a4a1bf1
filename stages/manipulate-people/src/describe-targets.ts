import type { PersonPair } from "@limen/person-model";
import { isAccepted, isBoundary, type Judged, type Stimulus } from "@limen/sampling";
import type { personPairsTable, Row, stimuliTable, targetsTable } from "@limen/tables";
import type { Params } from "./params.ts";
import { aimFor } from "./plan-attempts.ts";

/** How tables call a pair of people. */
export function pairName({ people: [first, second] }: Pick<PersonPair, "people">): string {
  return `${first.id} & ${second.id}`;
}

/** The targets table: each stimulus of a pair, for both of them. */
export function targetRows(
  stimuli: readonly Stimulus[],
  rows: readonly Row<typeof stimuliTable>[],
  people: readonly PersonPair["people"][number][],
  classes: readonly string[],
  net: string,
): Row<typeof targetsTable>[] {
  return stimuli.flatMap(({ id, boundary, match }, place) => {
    const { guides, shares } = boundary.attempt;
    const two = guides.map((guide) => people[guide]!) as [PersonPair["people"][0], PersonPair["people"][1]];
    const wanted = shares.map(({ index }) => classes[index]!);
    const answers = [rows[place]!.p_guide_1, rows[place]!.p_guide_2!];
    return two.map((person, which) => ({
      stimulus_id: id,
      pair: pairName({ people: two }),
      participant_id: person.id,
      partner_id: two[1 - which]!.id,
      wanted: wanted[which]!,
      partner_wanted: wanted[1 - which]!,
      guided: match === null,
      net,
      p: answers[which]!,
    }));
  });
}

/** The person-pairs table: what each pair was to see, out of reach or not, and what came of it. */
export function pairRows(
  pairs: readonly PersonPair[],
  all: readonly Judged[],
  people: readonly PersonPair["people"][number][],
  classes: readonly string[],
  net: string,
  params: Params,
): Row<typeof personPairsTable>[] {
  const guided = all.filter(({ attempt }) => isBoundary(attempt));
  return pairs.flatMap((pair) =>
    pair.splits.map((split) => {
      const own = guided.filter(
        ({ attempt: { guides, shares } }) =>
          guides.every((guide, which) => people[guide]!.id === pair.people[which]!.id) &&
          shares.every(({ index }, which) => index === split.classes[which]),
      );
      return {
        pair: pairName(pair),
        participant_a: pair.people[0].id,
        participant_b: pair.people[1].id,
        class_a: classes[split.classes[0]]!,
        class_b: classes[split.classes[1]]!,
        net,
        reach: split.reach,
        aim: aimFor(split, params),
        attempts: own.length,
        on_target: own.filter(({ onTarget }) => onTarget).length,
        accepted: own.filter(isAccepted).length,
      };
    }),
  );
}
