import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import fixture from "./fixtures/regressions.json" with { type: "json" };
import { clusteredRegression, linearContrast } from "./linear-regression.ts";
import { type BinaryAnswer, logisticMixedModel } from "./logistic-mixed-model.ts";
import { studentQuantile, studentTail } from "./student-t.ts";

type Data = (typeof fixture.spread)["data"];

const answersOf = (data: Data, effects: (model: number, hard: number) => number[]): BinaryAnswer[] =>
  data.correct.map((correct, k) => ({
    row: `p${data.person[k]}`,
    column: `s${data.stimulus[k]}`,
    correct: correct === 1,
    effects: effects(data.model[k]!, data.hard[k]!),
  }));

test("the logistic mixed model agrees with lme4, spread between people or none", () => {
  for (const [expected, effects] of [
    [fixture.spread, (m: number, h: number) => [1, m, h, m * h]],
    [fixture.none, () => [1]],
  ] as const) {
    const fit = logisticMixedModel(answersOf(expected.data, effects))!;
    expect(fit.logLikelihood).toBeCloseTo(expected.log_likelihood, 5);
    expect(fit.rowDeviation).toBeCloseTo(expected.person, 3);
    expect(fit.columnDeviation).toBeCloseTo(expected.stimulus, 3);
    fit.effects.forEach(({ estimate, error }, a) => {
      expect(estimate).toBeCloseTo(expected.effects[a]!, 3);
      expect(error).toBeCloseTo(expected.errors[a]!, 3);
    });
  }
});

test("rows and columns may change places", () => {
  const answers = answersOf(fixture.spread.data, (m, h) => [1, m, h, m * h]);
  const turned = answers.map((answer) => ({ ...answer, row: answer.column, column: answer.row }));
  const [a, b] = [logisticMixedModel(answers)!, logisticMixedModel(turned)!];
  expect(b.logLikelihood).toBeCloseTo(a.logLikelihood, 6);
  expect(b.rowDeviation).toBeCloseTo(a.columnDeviation, 4);
});

test("what the data do not determine gives null, not a number", () => {
  const answer = (correct: boolean, effects: number[], k = 0): BinaryAnswer => ({
    row: `r${k % 3}`,
    column: `c${k % 4}`,
    correct,
    effects,
  });
  expect(logisticMixedModel([])).toBeNull();
  expect(logisticMixedModel([answer(true, [1]), answer(true, [1])])).toBeNull();
  const separated = Array.from({ length: 40 }, (_, k) => answer(k % 2 === 0, [1, k % 2], k));
  expect(logisticMixedModel(separated)).toBeNull();
  const twice = Array.from({ length: 40 }, (_, k) => answer(k % 3 === 0, [1, 1], k));
  expect(logisticMixedModel(twice)).toBeNull();
});

test("least squares with cluster-robust errors agree with statsmodels", () => {
  const { person, model, hard, correct } = fixture.spread.data;
  const rows = correct.map((_, k) => [1, model[k]!, hard[k]!]);
  const fit = clusteredRegression(
    rows,
    correct,
    person.map((p) => `p${p}`),
  )!;
  const { coefficients, errors, p_two_sided } = fixture.clusters;
  coefficients.forEach((expected, a) => {
    const weights = [0, 0, 0].map((_, b) => Number(a === b));
    const { estimate, high, pGreater } = linearContrast(fit, weights);
    expect(estimate).toBeCloseTo(expected, 7);
    expect((high! - estimate!) / studentQuantile(0.95, 13)).toBeCloseTo(errors[a]!, 7);
    const oneSided = expected > 0 ? p_two_sided[a]! / 2 : 1 - p_two_sided[a]! / 2;
    expect(pGreater).toBeCloseTo(oneSided, 8);
  });
});

test("columns that say the same, or a single cluster, give no regression", () => {
  const rows = Array.from({ length: 10 }, (_, i) => [1, i, 2 * i]);
  const y = rows.map((row) => row[1]!);
  const clusters = rows.map((_, i) => `c${i}`);
  expect(clusteredRegression(rows, y, clusters)).toBeNull();
  const two = rows.map((row) => row.slice(0, 2));
  expect(
    clusteredRegression(
      two,
      y,
      clusters.map(() => "c"),
    ),
  ).toBeNull();
  expect(clusteredRegression([], [], [])).toBeNull();
});

test("tests on clusters keep their level: 200 data sets without an effect", () => {
  const random = RandomStream.fromSeed("clusters");
  let rejected = 0;
  for (let run = 0; run < 200; run++) {
    const stream = random.split(run);
    const shared = Array.from({ length: 20 }, () => stream.normal());
    const rows = Array.from({ length: 100 }, (_, i) => [1, i % 20 < 10 ? 0 : 1]);
    const y = rows.map((_, i) => shared[i % 20]! + stream.normal());
    const fit = clusteredRegression(
      rows,
      y,
      rows.map((_, i) => `c${i % 20}`),
    )!;
    if (linearContrast(fit, [0, 1]).pGreater! <= 0.05) rejected++;
  }
  expect(rejected).toBeLessThan(23); // 5 % of 200 and four standard errors
});

test("Student's tail agrees with SciPy", () => {
  expect([0, 1, 2.5, -1.3, 10].map((t, i) => studentTail(t, [1, 3, 13, 200, 5][i]!))).toEqual([
    expect.closeTo(0.5, 12),
    expect.closeTo(0.19550110947788524, 12),
    expect.closeTo(0.013294391405428731, 12),
    expect.closeTo(0.9024514053455719, 12),
    expect.closeTo(8.547378787148181e-5, 12),
  ]);
  expect(studentQuantile(0.95, 10)).toBeCloseTo(2.2281388519, 8);
});
