import { permutation, type RandomStream } from "@limen/random";
import { mean, standardError } from "@limen/stats";
import type { Row } from "@limen/tables/spec";
import type { fewShotTable } from "@limen/tables/specs";
import type { AlignedPeople } from "./align-people.ts";
import { type EncodedTrials, trialsOf } from "./encode-trials.ts";
import type { PersonFit } from "./fit-people.ts";
import { type StimulusScores, scoreAnswers, scoresAt, trialsAt } from "./person-trials.ts";
import { type Split, TEST_NEW } from "./split-trials.ts";

export type FewShotRow = Row<typeof fewShotTable>;

/**
 * What each rung gains when only so many of a person's training trials are given. The population is known: bases and
 * pull are those of the whole ladder. Each number holds the trials of the smaller ones; people with fewer are left out.
 */
export function fewShot(
  net: string,
  trials: EncodedTrials,
  split: Split,
  group: StimulusScores,
  aligned: AlignedPeople,
  counts: readonly number[],
  random: RandomStream,
): FewShotRow[] {
  const tests = trials.participants.map((_, person) =>
    trialsAt(
      trials,
      trialsOf(trials, person, (t) => split.role[t] === TEST_NEW),
      group,
    ),
  );
  const groupNats = tests.map((test) => scoreAnswers(scoresAt(group.logP, test), test)?.nats ?? null);
  const orders = aligned.trainRows.map((rows, person) =>
    permutation(random.split(trials.participants[person]!), rows.length).map((i) => rows[i]!),
  );
  return aligned.rungs.flatMap((rung) => {
    const fits = aligned.models.find(({ name }) => name === rung.name)!.fits;
    const centred = aligned.centred(rung);
    const natsWith = (person: number, count: number): number => {
      const { adapter, setting } = fits[person] as PersonFit;
      if (adapter === null || setting === null) return groupNats[person]!;
      const shown = trialsAt(trials, orders[person]!.subarray(0, count), centred);
      const [parameters] = adapter.fit(shown, [setting.precision]);
      const test = tests[person]!;
      return scoreAnswers(adapter.logProbabilities(parameters!, test), test)!.nats;
    };
    return counts.flatMap((count) =>
      (["old", "new"] as const).flatMap((people): FewShotRow[] => {
        const own = trials.participants.flatMap((_, person) =>
          (split.newPerson[person] === 1) === (people === "new") &&
          fits[person] !== undefined &&
          groupNats[person] !== null &&
          orders[person]!.length >= count
            ? [person]
            : [],
        );
        if (own.length === 0) return [];
        const nats = own.map((person) => natsWith(person, count));
        const gains = own.map((person, i) => groupNats[person]! - nats[i]!);
        return [
          {
            net,
            model: rung.name,
            people,
            train_trials: count,
            participants: own.length,
            nats: mean(nats)!,
            group_nats: mean(own.map((person) => groupNats[person]!))!,
            gain: mean(gains)!,
            gain_error: standardError(gains),
            source: [...new Set(own.map((person) => trials.sources[person]!))].sort().join(" and "),
          },
        ];
      }),
    );
  });
}
