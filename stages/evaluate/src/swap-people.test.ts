import { personProbabilities } from "@limen/person-model";
import { categorical, RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import type { Evidence } from "./read-inputs.ts";
import { repeatParameters } from "./repeat-parameters.ts";
import { swapPeople, testSwaps } from "./swap-people.ts";

const params = { draws: 100, permutations: 499, boundary: 0.4, alpha: 0.05 };

/** People who answer new stimuli by their own criteria; each one's model knows the criteria. */
function toyEvidence(spread: number, classes: number, seed: number, each = 60, people = 10): Evidence {
  const random = RandomStream.fromSeed(`swap ${seed}`);
  const names = Array.from({ length: classes }, (_, c) => `c${c}`);
  const stimuli = Array.from({ length: each }, (_, s) => {
    const stream = random.split("stimulus").split(s);
    return personProbabilities(
      names.map(() => stream.normal()),
      { bias: names.map(() => 0), slope: 1 },
    );
  });
  const biases = Array.from({ length: people }, (_, i) => {
    const stream = random.split("bias").split(i);
    return Float32Array.from(names, () => spread * stream.normal());
  });
  // Where nobody differs, the fitted models differ by noise.
  const fitted = biases.map((bias, i) => {
    const stream = random.split("noise").split(i);
    return bias.map((b) => b + 0.1 * stream.normal());
  });
  const rows = biases.flatMap((bias, i) =>
    stimuli.map((p, s) => ({
      participant_id: `p${i}`,
      trial: s,
      stimulus_id: `s${s}`,
      ratings: null,
      response:
        names[
          categorical(
            random.split("answer").split(i).split(s),
            personProbabilities(p.map(Math.log), { bias, slope: 1 }),
          )
        ]!,
      rt_ms: null,
      is_repeat: false,
      selection: null,
      source: "simulated",
    })),
  );
  return {
    classes: names,
    trials: { rows, digest: "t" },
    groupPredictions: [
      {
        digest: "g",
        rows: stimuli.map((p, s) => ({
          net: "mlp",
          model: "group",
          stimulus_id: `s${s}`,
          fold: "test",
          p: Float32Array.from(p),
        })),
      },
    ],
    parameters: [
      {
        digest: "p",
        rows: fitted.map((bias, i) => ({
          net: "mlp",
          model: "individual_bias_slope",
          participant_id: `p${i}`,
          bias,
          slope: 1,
          source: "simulated",
        })),
      },
    ],
  } as unknown as Evidence;
}

const random = RandomStream.fromSeed("tests");

for (const classes of [2, 4, 12]) {
  test(`people who differ are told apart by their models, ${classes} classes`, () => {
    const evidence = toyEvidence(1.2, classes, classes);
    const swaps = swapPeople(evidence);
    expect(swaps).toHaveLength(100);
    const [advantage, identified] = testSwaps(swaps, evidence, params, random);
    expect(advantage!.interval.low!).toBeGreaterThan(0);
    expect(advantage!.pValue).toBe(1 / 500);
    expect(identified!.interval.estimate!).toBeGreaterThan(0.3);
    expect(identified!.nullValue).toBe(0.1);
    const [criteria] = repeatParameters(evidence, params, random);
    expect(criteria!.interval.estimate!).toBeGreaterThan(0.7);
  });
}

test("where all are alike, tests reject at their level and parameters have no reliability", () => {
  let rejected = 0;
  let reliable = 0;
  for (let seed = 0; seed < 40; seed++) {
    const evidence = toyEvidence(0, 4, seed, 30);
    const options = { ...params, permutations: 99 };
    for (const { pValue } of testSwaps(swapPeople(evidence), evidence, options, random)) {
      if (pValue! <= 0.05) rejected++;
    }
    if (repeatParameters(evidence, params, random)[0]!.interval.low! > 0) reliable++;
  }
  expect(rejected).toBeLessThan(4 + 4 * 2.8); // 5 % of 80 tests and four standard errors, pairs of them dependent
  expect(reliable).toBeLessThan(8);
});

test("one person, or few answers, give no number and say why", () => {
  const lonely = toyEvidence(1, 3, 1, 30, 1);
  for (const row of testSwaps(swapPeople(lonely), lonely, params, random)) {
    expect(row.interval).toEqual({ estimate: null, low: null, high: null });
    expect(row.test).toMatch(/not tested/);
  }
  const [few] = repeatParameters(toyEvidence(1, 3, 1, 6), params, random);
  expect(few).toMatchObject({ interval: { estimate: null }, n: 0 });
  expect(few!.test).toMatch(/not tested/);
});
