import type { RandomStream } from "@limen/random";
import { averageRanks, bootstrap, entropyBits, pearson, permutationTest, spearman } from "@limen/stats";
import { type Contrast, sourceOf } from "./claim.ts";
import type { NetEntropies } from "./net-entropies.ts";
import type { Params } from "./params.ts";
import type { Evidence } from "./read-inputs.ts";

interface Pair {
  readonly net: number;
  readonly human: number;
}

/** C3: rank correlation of net and human entropy over stimuli, for every net, beside its ceiling. */
export function correlateEntropies(
  evidence: Evidence,
  nets: readonly NetEntropies[],
  params: Params,
  random: RandomStream,
): Contrast[] {
  const { choices } = evidence;
  return nets.map(({ net, role, entropy, digest }) => {
    const stream = random.split(net);
    const pairs = choices.rows.flatMap((row): Pair[] => {
      const value = entropy.get(row.stimulus_id);
      return value === undefined ? [] : [{ net: value, human: row.entropy }];
    });
    const interval = bootstrap(pairs, rankCorrelation, {
      random: stream.split("interval"),
      draws: params.draws,
    });
    // Ranks need no ranking again after a permutation: Pearson's correlation of them is Spearman's.
    const test = permutationTest(
      averageRanks(pairs.map((pair) => pair.net)),
      averageRanks(pairs.map((pair) => pair.human)),
      pearson,
      { random: stream.split("test"), draws: params.permutations, alternative: "greater" },
    );
    return {
      claim: "C3",
      contrast: `rank correlation of net entropy (${role}) with human entropy`,
      net,
      interval,
      nullValue: 0,
      unit: "Spearman's rho",
      n: pairs.length,
      nUnit: "stimuli",
      test:
        interval.estimate === null
          ? "not tested: fewer than two stimuli, or no spread of entropy"
          : "permutation test and bootstrap over stimuli",
      pValue: test.pValue,
      ceiling: entropyCeiling(evidence),
      seed: stream.path,
      digest,
      source: sourceOf(choices.rows),
    };
  });
}

/** C4: the same correlation after group fine-tuning minus before, on stimuli that the group's training never saw. */
export function correlateBeforeAfter(evidence: Evidence, params: Params, random: RandomStream): Contrast[] {
  const human = new Map(evidence.choices.rows.map((row) => [row.stimulus_id, row.entropy]));
  return evidence.groupPredictions.flatMap(({ rows, digest }): Contrast[] => {
    const net = rows[0]?.net;
    if (net === undefined) return [];
    const stream = random.split(net);
    const entropyBy = (model: string) =>
      new Map(
        rows
          .filter((row) => row.model === model && row.fold === "test")
          .map((row) => [row.stimulus_id, entropyBits(row.p)]),
      );
    const before = entropyBy("base");
    const triples = [...entropyBy("group")].flatMap(([stimulus, after]) => {
      const first = before.get(stimulus);
      const people = human.get(stimulus);
      return first === undefined || people === undefined ? [] : [{ before: first, after, human: people }];
    });
    const absolute = (model: string, of: (triple: (typeof triples)[number]) => number): Contrast => ({
      claim: "C4",
      contrast: `rank correlation of ${model} with human entropy, new stimuli`,
      net,
      interval: bootstrap(
        triples,
        (sample) =>
          spearman(
            sample.map(of),
            sample.map(({ human }) => human),
          ),
        {
          random: stream.split(model),
          draws: params.draws,
        },
      ),
      nullValue: null,
      unit: "Spearman's rho",
      n: triples.length,
      nUnit: "stimuli",
      test: "bootstrap over stimuli",
      pValue: null,
      ceiling: entropyCeiling(evidence),
      seed: stream.path,
      digest,
      source: sourceOf(evidence.choices.rows),
    });
    const interval = bootstrap(
      triples,
      (sample) => {
        const people = sample.map((triple) => triple.human);
        const after = spearman(
          sample.map((triple) => triple.after),
          people,
        );
        const first = spearman(
          sample.map((triple) => triple.before),
          people,
        );
        return after === null || first === null ? null : after - first;
      },
      { random: stream, draws: params.draws },
    );
    return [
      absolute("base", ({ before }) => before),
      absolute("group", ({ after }) => after),
      {
        claim: "C4",
        contrast: "rank correlation with human entropy: group − base, new stimuli",
        net,
        interval,
        nullValue: 0,
        unit: "difference of Spearman's rho",
        n: triples.length,
        nUnit: "stimuli",
        test:
          interval.estimate === null
            ? "not tested: fewer than two new stimuli with answers, or no spread of entropy"
            : "bootstrap over stimuli",
        pValue: null,
        ceiling: entropyCeiling(evidence),
        seed: stream.path,
        digest,
        source: sourceOf(evidence.choices.rows),
      },
    ];
  });
}

function rankCorrelation(pairs: readonly Pair[]): number | null {
  return spearman(
    pairs.map((pair) => pair.net),
    pairs.map((pair) => pair.human),
  );
}

function entropyCeiling(evidence: Evidence): number | null {
  return evidence.reliability.rows.find((row) => row.measure === "entropy_ceiling")?.value ?? null;
}
