import type { RandomStream } from "@limen/random";
import { mean, standardError } from "@limen/stats";
import type { Row } from "@limen/tables/spec";
import type { clusterMembersTable, clustersTable } from "@limen/tables/specs";
import type { Adapter, Rung } from "./adapter.ts";
import { adjustedRand } from "./adjusted-rand.ts";
import type { AlignedPeople } from "./align-people.ts";
import { type EncodedTrials, trialsOf } from "./encode-trials.ts";
import { type PersonTrials, type StimulusScores, scoreAnswers, scoresAt, trialsAt } from "./person-trials.ts";
import { type Split, TEST_NEW } from "./split-trials.ts";

export interface ClusterTables {
  readonly clusters: Row<typeof clustersTable>[];
  readonly members: Row<typeof clusterMembersTable>[];
}

/** Resamples of people behind a stability. */
const RESAMPLES = 10;

/**
 * How many kinds of people there are: for each number the likelihood of held-out answers to new stimuli, and how alike
 * the partitions are when people are drawn anew. Where people vary continuously too, more kinds always predict a little
 * better, so the likelihood only says whether there is more than one; the most stable number is taken.
 */
export function describeClusters(
  net: string,
  trials: EncodedTrials,
  split: Split,
  group: StimulusScores,
  aligned: AlignedPeople,
  random: RandomStream,
): ClusterTables {
  const rung = aligned.rungs.find(({ name }) => name === "individual_cluster")!;
  const { fits } = aligned.models.find(({ name }) => name === rung.name)!;
  const eligible = trials.participants.flatMap((_, person) => (fits[person] === undefined ? [] : [person]));
  const isOld = (person: number) => split.newPerson[person] === 0;
  if (!eligible.some(isOld)) return { clusters: [], members: [] };
  const centred = aligned.centred(rung);
  const train = new Map(eligible.map((p) => [p, trialsAt(trials, aligned.trainRows[p]!, centred)]));
  const old = eligible.filter(isOld).map((person) => train.get(person)!);
  const learn = rung.learn(old);
  const tested = eligible
    .map((person) => ({ person, test: testOf(trials, split, person, group) }))
    .filter(({ test }) => test.count > 0);
  const groupNats = tested.map(({ test }) => natsOf(scoresAt(group.logP, test), test));
  const source = [...new Set(eligible.map((person) => trials.sources[person]!))].sort().join(" and ");
  const candidates = rung.ranks.map((count) => {
    const adapter = learn(count);
    const nats = tested.map(({ person, test }) =>
      natsOf(adapter.logProbabilities(memberOf(rung, adapter, train.get(person)!), test), test),
    );
    return { count, adapter, nats, stability: stabilityOf(rung, old, adapter, count, random) };
  });
  const several = eligible.some((person) => fits[person]!.setting !== null);
  const stablest = candidates.reduce<(typeof candidates)[number] | undefined>(
    (best, one) => (best === undefined || one.stability > best.stability ? one : best),
    undefined,
  );
  const chosen = several ? stablest : undefined;
  const row = (count: number, nats: readonly number[], stability: number | null) => {
    const gains = nats.map((value, i) => groupNats[i]! - value);
    return {
      net,
      clusters: count,
      chosen: count === (chosen?.count ?? 1),
      participants: tested.length,
      nats: mean(nats),
      gain: mean(gains),
      gain_error: standardError(gains),
      stability,
      source,
    };
  };
  return {
    clusters: [
      row(1, groupNats, null),
      ...candidates.map(({ count, nats, stability }) => row(count, nats, stability)),
    ],
    members: eligible.map((person) => {
      const shares = chosen ? memberOf(rung, chosen.adapter, train.get(person)!) : Float64Array.of(1);
      const cluster = argmax(shares);
      return {
        net,
        participant_id: trials.participants[person]!,
        clusters: shares.length,
        cluster,
        probability: shares[cluster]!,
        source: trials.sources[person]!,
      };
    }),
  };
}

function testOf(trials: EncodedTrials, split: Split, person: number, group: StimulusScores): PersonTrials {
  return trialsAt(
    trials,
    trialsOf(trials, person, (t) => split.role[t] === TEST_NEW),
    group,
  );
}

const natsOf = (logP: Float64Array, test: PersonTrials) => scoreAnswers(logP, test)!.nats;

/** Probability of each kind, from the person's training trials. */
function memberOf(rung: Rung, adapter: Adapter, own: PersonTrials): Float64Array {
  return adapter.fit(own, rung.precisions)[0]!;
}

/** Mean agreement of the partition of these people with those learnt from people drawn anew with replacement. */
function stabilityOf(
  rung: Rung,
  people: readonly PersonTrials[],
  adapter: Adapter,
  count: number,
  random: RandomStream,
): number {
  const partition = (by: Adapter) => people.map((own) => argmax(memberOf(rung, by, own)));
  const first = partition(adapter);
  const stream = random.split("resample").split(count);
  const agreements = Array.from({ length: RESAMPLES }, (_, draw) => {
    const own = stream.split(draw);
    const drawn = people.map(() => people[own.integer(people.length)]!);
    return adjustedRand(first, partition(rung.learn(drawn)(count)));
  });
  return mean(agreements)!;
}

const argmax = (values: Float64Array) =>
  values.reduce((top, value, k) => (value > values[top]! ? k : top), 0);
