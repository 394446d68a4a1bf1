import type { RandomStream } from "@limen/random";
import { bootstrap, crossedBootstrap, mean, signFlipTest } from "@limen/stats";
import { type Contrast, sourceOf } from "./claim.ts";
import { groupCells } from "./crossed-gains.ts";
import type { Params } from "./params.ts";
import { type Measure, personGains, UNITS } from "./person-gains.ts";
import type { Evidence } from "./read-inputs.ts";

const REFERENCES = ["base", "base_temperature"];

/** C4: the group model against the base net and against the base net at its best temperature, on new stimuli. */
export function testGroup(evidence: Evidence, params: Params, random: RandomStream): Contrast[] {
  return evidence.scores.flatMap(({ rows, digest }) => {
    const net = rows[0]?.net;
    if (net === undefined) return [];
    return (["nats", "accuracy"] as const).flatMap((measure) =>
      REFERENCES.flatMap((reference) =>
        (["old", "new"] as const).map((people): Contrast => {
          const stream = random.split(net).split(measure).split(reference).split(people);
          const gains = personGains(rows, "group", reference, people, measure);
          const among = new Set(gains.map((gain) => gain.participant));
          const cells = groupCells(evidence, net, reference, measure, among);
          const values = gains.map((gain) => gain.gain);
          const options = { random: stream.split("interval"), draws: params.draws };
          const over = cells ? "people × stimuli" : "people";
          return {
            claim: "C4",
            contrast: `group − ${reference}, new stimuli, ${people} people`,
            net,
            interval: cells
              ? crossedBootstrap(cells, options)
              : bootstrap(values, (sample) => mean(sample), options),
            nullValue: 0,
            unit: UNITS[measure],
            n: values.length,
            nUnit: "participants",
            test:
              values.length === 0
                ? `not tested: no ${people} people with held-out answers to new stimuli`
                : `sign-flip test over people; bootstrap over ${over}`,
            pValue: signFlipTest(values, {
              random: stream.split("test"),
              draws: params.permutations,
              alternative: "greater",
            }).pValue,
            ceiling: gainCeiling(evidence, measure, mean(gains.map((gain) => gain.reference))),
            seed: stream.path,
            digest,
            source: sourceOf(rows),
          };
        }),
      ),
    );
  });
}

/** What the best possible model would gain on a reference of that value; null where the ceiling is unknown. */
export function gainCeiling(evidence: Evidence, measure: Measure, reference: number | null): number | null {
  const name = measure === "nats" ? "likelihood_ceiling" : "accuracy_ceiling";
  const ceiling = evidence.reliability.rows.find((row) => row.measure === name)?.value ?? null;
  if (ceiling === null || reference === null) return null;
  return measure === "nats" ? reference - ceiling : ceiling - reference;
}
