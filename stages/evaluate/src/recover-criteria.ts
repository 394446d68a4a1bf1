import { permutation, type RandomStream } from "@limen/random";
import { bootstrap, pearson } from "@limen/stats";
import { type Contrast, sourceOf } from "./claim.ts";
import type { Params } from "./params.ts";
import type { Evidence } from "./read-inputs.ts";

/** A simulated person's true and fitted criteria (nats), each class centred over people. */
interface Criteria {
  readonly truth: readonly number[];
  readonly fitted: readonly number[];
}

const MODEL = "individual_bias_slope";

/** C5 for simulated observers: do fitted criteria agree with the true ones? Nothing for real people. */
export function recoverCriteria(evidence: Evidence, params: Params, random: RandomStream): Contrast[] {
  const truth = new Map(
    (evidence.participants?.rows ?? [])
      .filter((row) => row.bias.length === evidence.classes.length)
      .map((row) => [row.participant_id, row.bias]),
  );
  if (truth.size === 0) return [];
  return evidence.parameters.flatMap(({ rows, digest }): Contrast[] => {
    const fitted = rows.filter((row) => row.model === MODEL && truth.has(row.participant_id));
    const net = fitted[0]?.net;
    if (net === undefined) return [];
    const stream = random.split(net);
    const trueBiases = centred(fitted.map((row) => truth.get(row.participant_id)!));
    const fittedBiases = centred(fitted.map((row) => row.bias));
    const people = fitted.map((_, i): Criteria => ({ truth: trueBiases[i]!, fitted: fittedBiases[i]! }));
    const interval = bootstrap(people, correlation, {
      random: stream.split("interval"),
      draws: params.draws,
    });
    return [
      {
        claim: "C5",
        contrast: `fitted criteria (${MODEL}) against the true ones, over people and classes`,
        net,
        interval,
        nullValue: 0,
        unit: "Pearson's r",
        n: people.length,
        nUnit: "participants",
        test:
          interval.estimate === null
            ? "not tested: fewer than two people, or criteria without spread"
            : "permutation test and bootstrap over people",
        pValue: permutationP(people, params.permutations, stream.split("test")),
        ceiling: 1,
        seed: stream.path,
        digest,
        source: sourceOf(fitted),
      },
    ];
  });
}

function correlation(people: readonly Criteria[]): number | null {
  return pearson(
    people.flatMap((person) => person.truth),
    people.flatMap((person) => person.fitted),
  );
}

/** Fitted criteria handed to other people: the classes of one person stay together. */
function permutationP(people: readonly Criteria[], draws: number, random: RandomStream): number | null {
  const observed = correlation(people);
  if (observed === null) return null;
  let extreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    const order = permutation(random, people.length);
    const value = correlation(people.map((person, i) => ({ ...person, fitted: people[order[i]!]!.fitted })));
    if (value !== null && value >= observed - 1e-12) extreme++;
  }
  return (1 + extreme) / (1 + draws);
}

function centred(rows: readonly ArrayLike<number>[]): number[][] {
  const classes = rows[0]?.length ?? 0;
  const means = Array.from(
    { length: classes },
    (_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length,
  );
  return rows.map((row) => means.map((mean, c) => row[c]! - mean));
}
