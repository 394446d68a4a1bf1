import { readFileSync } from "node:fs";
import { join } from "node:path";
import { holm } from "@limen/stats";
import { readTable, writeTable } from "@limen/tables";
import type { Row } from "@limen/tables/spec";
import { alignmentScoresTable, claimsTable, keptTrialsTable, pointsTable } from "@limen/tables/specs";
import { runStage, temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";

type Inputs = Record<string, string | readonly string[]>;

async function evaluate(inputs: Inputs, params: object = exampleParams) {
  const { outputs } = await runStage(stage, { params: { ...params }, inputs });
  return {
    outputs,
    claims: (await readTable(outputs.claims!, claimsTable)).rows,
    points: (await readTable(outputs.points!, pointsTable)).rows,
  };
}

const find = (claims: readonly Row<typeof claimsTable>[], contrast: string) => {
  const found = claims.find((row) => row.contrast.startsWith(contrast));
  expect(found, contrast).toBeDefined();
  return found!;
};

test("where every claim holds, each is supported, beside its ceiling, with the digest of what it was read from", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const { claims, points } = await evaluate(inputs, { draws: 500 });
  expect(new Set(claims.map((row) => row.claim))).toEqual(new Set(["C1", "C2", "C3", "C4", "C5"]));
  for (const contrast of [
    "on the guide's boundary",
    "human entropy: uncertainty − natural",
    "rank correlation of net entropy (guide)",
    "group − base, new stimuli, old people",
    "individual_bias_slope − group, new stimuli, old people",
    "individual_bias_slope − other_person",
  ]) {
    const row = find(claims, contrast);
    expect(row.effect).toBeGreaterThan(0);
    expect([contrast, row.supported, row.p_holm]).toEqual([contrast, "yes", row.p_holm]);
  }
  expect(find(claims, "rank correlation of net entropy (guide)").ceiling).toBeCloseTo(0.84);
  expect(find(claims, "group − base, new stimuli, old people").ceiling).toBeCloseTo(1.3 - 0.6, 1);
  expect(find(claims, "control: permuted_labels").supported).toBe("described");
  const units = ["entropy spearman brown", "choice agreement within", "likelihood ceiling"];
  expect(units.map((contrast) => find(claims, contrast).n_unit)).toEqual(["stimuli", "pairs", "trials"]);
  const primary = claims.filter((row) => row.primary).map((row) => row.claim);
  expect([...new Set(primary)]).toEqual(["C1", "C2", "C3", "C4", "C5"]);
  for (const row of claims) {
    expect(row.artifact).toMatch(/^[0-9a-f]{64}$/);
    expect(row.seed).toMatch(/evaluate|none/);
    expect(row.source).toBe(row.claim === "C1" ? "models" : "simulated");
  }
  const figures = new Set(points.map((point) => point.figure));
  expect([...figures].sort()).toEqual([
    "arm_entropies",
    "closed_loop",
    "entropy_scatter",
    "gains_accuracy",
    "gains_nats",
    "participant_gains_accuracy",
    "participant_gains_nats",
    "participant_intervals",
  ]);
});

test("where nothing is to be found in people, nothing of C3 to C5 is supported", async () => {
  const { claims } = await evaluate(await writeExampleInputs(temporaryDirectory(), { effect: 0 }));
  const wrong = claims.filter((row) => ["C3", "C5"].includes(row.claim) && row.supported === "yes");
  // other_person is worse than group in the toy study, whatever the effect: a control, not a claim about gains.
  expect(wrong.filter((row) => !row.contrast.includes("other_person")).map((row) => row.contrast)).toEqual(
    [],
  );
});

test("p is corrected by Holm's method: primary contrasts over themselves, all others over the whole table", async () => {
  const { claims } = await evaluate(await writeExampleInputs(temporaryDirectory()));
  const raw = claims.map((row) => row.p_value);
  expect(raw.filter((p) => p !== null).length).toBeGreaterThan(10);
  const primary = holm(claims.map((row) => (row.primary ? row.p_value : null)));
  const all = holm(raw);
  expect(claims.map((row) => row.p_holm)).toEqual(
    claims.map((row, i) => (row.primary ? primary[i] : all[i])),
  );
});

test("same inputs and seed, same bytes", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const [first, second] = [await evaluate(inputs), await evaluate(inputs)];
  for (const name of ["claims", "points"]) {
    expect(readFileSync(second.outputs[name]!).equals(readFileSync(first.outputs[name]!))).toBe(true);
  }
});

test("missing tables and missing groups give no number and say why, never NaN", async () => {
  const { stimuli, choices, reliability, scores } = await writeExampleInputs(temporaryDirectory());
  const bare = await evaluate({ stimuli: stimuli!, choices: choices!, reliability: reliability! });
  expect(new Set(bare.claims.map((row) => row.claim))).toEqual(new Set(["C2", "C3"]));
  expect(find(bare.claims, "choice agreement within").test).toMatch(/not available/);

  const { rows } = await readTable(scores![0]!, alignmentScoresTable);
  const lonely = join(temporaryDirectory(), "scores.parquet");
  await writeTable(
    lonely,
    alignmentScoresTable,
    rows.filter((row) => row.participant_id === "p0"),
  );
  const one = await evaluate({
    stimuli: stimuli!,
    choices: choices!,
    reliability: reliability!,
    scores: lonely,
  });
  const nobody = find(one.claims, "group − base, new stimuli, new people");
  expect(nobody).toMatchObject({ effect: null, p_value: null, n: 0, supported: "not tested" });
  expect(nobody.test).toMatch(/not tested: no new people/);
  // One person cannot be flipped into significance.
  expect(find(one.claims, "individual_bias_slope − group").supported).toBe("unclear");
});

test("where nobody had enough trials for a model of their own, no individual gain is tested", async () => {
  const { scores, ...rest } = await writeExampleInputs(temporaryDirectory());
  const { rows } = await readTable(scores![0]!, alignmentScoresTable);
  const nameless = join(temporaryDirectory(), "scores.parquet");
  await writeTable(
    nameless,
    alignmentScoresTable,
    rows.map((row) => ({ ...row, train_trials: 0 })),
  );
  const { parameters: _, ...inputs } = rest;
  const { claims } = await evaluate({ ...inputs, scores: nameless });
  const individual = find(claims, "individual_bias_slope − group");
  expect(individual).toMatchObject({ effect: null, p_value: null, supported: "not tested" });
  expect(individual.test).toMatch(/nobody had enough/);
  expect(find(claims, "group − base, new stimuli, old people").effect).not.toBeNull();
});

test("an interval crossed over people and stimuli is wider than one that takes the stimuli as given", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const { trials, groupPredictions, ...rest } = inputs;
  const width = async (given: Inputs) => {
    const row = find((await evaluate(given)).claims, "group − base, new stimuli, old people");
    return row.high! - row.low!;
  };
  const { rows } = await readTable(trials![0]!, keptTrialsTable);
  expect(rows.length).toBeGreaterThan(0);
  expect(await width(inputs)).toBeGreaterThan(await width({ ...rest, groupPredictions: groupPredictions! }));
});
