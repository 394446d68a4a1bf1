import { personProbabilities } from "@limen/person-model";
import { permutation, type RandomStream } from "@limen/random";
import { binomialInterval, bootstrap, mean } from "@limen/stats";
import { groupBy } from "@limen/tables";
import type { Row } from "@limen/tables/spec";
import type { swapsTable } from "@limen/tables/specs";
import { type Contrast, NO_INTERVAL, sourceOf } from "./claim.ts";
import { type FittedPeople, fittedPeople, PRIMARY_MODEL } from "./fitted-people.ts";
import type { Params } from "./params.ts";
import { heldOutAnswers, natsOf } from "./person-answers.ts";
import type { Evidence } from "./read-inputs.ts";

export type SwapRow = Row<typeof swapsTable>;

/** Every fitted person's model on the answers of every fitted person to new stimuli, for each net. */
export function swapPeople(evidence: Evidence): SwapRow[] {
  const source = sourceOf(evidence.trials?.rows ?? []);
  return fittedPeople(evidence).flatMap((fitted) => swapsOf(evidence, fitted, source));
}

function swapsOf(evidence: Evidence, { net, people }: FittedPeople, source: string): SwapRow[] {
  const answers = heldOutAnswers(evidence, { net, people });
  const byPerson = [...groupBy(answers, (answer) => answer.participant)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byPerson.flatMap(([modelOf]) =>
    byPerson.map(([answersOf, own]) => ({
      net,
      model_of: modelOf,
      answers_of: answersOf,
      trials: own.length,
      nats: mean(own.map((a) => natsOf(personProbabilities(a.groupLogP, people.get(modelOf)!), a.answer)))!,
      source,
    })),
  );
}

/**
 * C5: is it this person? Own model against those of all others on the same answers, and how often the own model is the
 * best of all. Both are tested by dealing the models to people at random, each to one.
 */
export function testSwaps(
  swaps: readonly SwapRow[],
  evidence: Evidence,
  params: Params,
  random: RandomStream,
): Contrast[] {
  const digests = new Map(fittedPeople(evidence).map(({ net, digest }) => [net, digest]));
  return [...groupBy(swaps, (row) => row.net)].flatMap(([net, rows]): Contrast[] => {
    const matrix = matrixOf(rows);
    const n = matrix.length;
    const stream = random.split(net);
    const common = {
      claim: "C5",
      net,
      n,
      nUnit: "participants",
      ceiling: null,
      seed: stream.path,
      digest: digests.get(net)!,
      source: sourceOf(rows),
    } as const;
    const gains = matrix.map((own, j) => meanOthers(own, j) - own[j]!);
    const found = matrix.map(bestShare);
    const hits = found.reduce((sum, share, j) => sum + share(j), 0);
    const permuted = n < 2 ? null : permutationTests(matrix, found, params.permutations, stream);
    const why = "not tested: fewer than two people with a fitted model and answers to new stimuli";
    return [
      {
        ...common,
        contrast: `swap matrix: models of others − own (${PRIMARY_MODEL}), new stimuli`,
        interval:
          n < 2
            ? NO_INTERVAL
            : bootstrap(gains, (sample) => mean(sample), {
                random: stream.split("interval"),
                draws: params.draws,
              }),
        nullValue: 0,
        unit: "nats a trial",
        test: n < 2 ? why : "models dealt to people at random; bootstrap over people",
        pValue: permuted?.advantage ?? null,
      },
      {
        ...common,
        contrast: `identification: people whose own model (${PRIMARY_MODEL}) is the best of all for their answers`,
        interval: n < 2 ? NO_INTERVAL : binomialInterval(hits, n),
        nullValue: n < 2 ? 0 : 1 / n,
        unit: "share of people",
        test: n < 2 ? why : `models dealt to people at random; Wilson interval; chance is 1 / ${n}`,
        pValue: permuted?.identification ?? null,
      },
    ];
  });
}

/** [answers of j][model of i] (nats a trial) */
function matrixOf(rows: readonly SwapRow[]): number[][] {
  return [...groupBy(rows, (row) => row.answers_of).values()].map((own) => own.map((row) => row.nats));
}

function meanOthers(own: readonly number[], j: number): number {
  return mean(own.filter((_, i) => i !== j)) ?? own[j]!;
}

/** For each model, its share of being the best: equals share it, so that alike people identify by chance only. */
function bestShare(own: readonly number[]): (model: number) => number {
  const least = Math.min(...own);
  const isBest = own.map((nats) => nats <= least + 1e-12);
  const count = isBest.filter(Boolean).length;
  return (model) => (isBest[model] ? 1 / count : 0);
}

/** The smaller the sum of nats on the diagonal, the better the dealt models fit. */
function permutationTests(
  matrix: readonly (readonly number[])[],
  found: readonly ((model: number) => number)[],
  draws: number,
  random: RandomStream,
) {
  const n = matrix.length;
  const natsOfDeal = (deal: (j: number) => number) => matrix.reduce((sum, own, j) => sum + own[deal(j)]!, 0);
  const hitsOfDeal = (deal: (j: number) => number) =>
    found.reduce((sum, share, j) => sum + share(deal(j)), 0);
  const same = (j: number) => j;
  const [nats, hits] = [natsOfDeal(same), hitsOfDeal(same)];
  const slack = 1e-9 * (1 + Math.abs(nats));
  let [asGood, asMany] = [0, 0];
  const stream = random.split("permutations");
  for (let draw = 0; draw < draws; draw++) {
    const order = permutation(stream, n);
    const deal = (j: number) => order[j]!;
    if (natsOfDeal(deal) <= nats + slack) asGood++;
    if (hitsOfDeal(deal) >= hits - 1e-9) asMany++;
  }
  return { advantage: (1 + asGood) / (1 + draws), identification: (1 + asMany) / (1 + draws) };
}
