import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { fitScale, type Tally } from "./fit-scale.ts";

/** American League baseball of 1987 (Agresti, Categorical Data Analysis): Milwaukee, Detroit, Toronto, New York, Boston, Cleveland, Baltimore. */
const BASEBALL = [
  [0, 7, 9, 7, 7, 9, 11],
  [6, 0, 7, 5, 11, 9, 9],
  [4, 6, 0, 7, 7, 8, 12],
  [6, 8, 6, 0, 6, 7, 10],
  [6, 2, 6, 7, 0, 7, 12],
  [4, 4, 5, 6, 6, 0, 6],
  [2, 4, 1, 3, 1, 7, 0],
];

function talliesOf(wins: readonly (readonly number[])[]): Tally[] {
  return wins.flatMap((row, first) =>
    row.flatMap((count, second) => (count > 0 ? [{ first, second, wins: count }] : [])),
  );
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 4));

test("without much of a prior: Agresti's worked example", () => {
  const { values } = fitScale(7, talliesOf(BASEBALL), 1000);
  const againstLast = [...values].map((value) => value - values[6]!);
  expect(againstLast.map((value) => value.toFixed(2))).toEqual([
    "1.58",
    "1.44",
    "1.29",
    "1.25",
    "1.11",
    "0.68",
    "0.00",
  ]);
});

test("values and errors are those of scipy 1.17: minimize, and a numerical Hessian projected off the mean", () => {
  const known = fitScale(7, talliesOf(BASEBALL), 2);
  expect([...known.values]).toEqual(
    close([0.523529, 0.38063, 0.240616, 0.194367, 0.056273, -0.361855, -1.03356]),
  );
  expect([...known.errors]).toEqual(
    close([0.205785, 0.202662, 0.200653, 0.200213, 0.199554, 0.203496, 0.229475]),
  );
  // The first is never beaten by the second, the last wins nothing: the prior alone keeps them finite.
  const lopsided = [
    [0, 3, 2, 0],
    [0, 0, 2, 1],
    [1, 0, 0, 4],
    [0, 0, 0, 0],
  ];
  const fitted = fitScale(4, talliesOf(lopsided), 2);
  expect([...fitted.values]).toEqual(close([1.492587, 0.451871, 0.085561, -2.030019]));
  expect([...fitted.errors]).toEqual(close([0.728824, 0.693452, 0.608042, 0.968423]));
});

test("a thousand wins against none, and nothing at all: finite", () => {
  const { values, errors } = fitScale(2, [{ first: 0, second: 1, wins: 1000 }], 2);
  expect(values[0]!).toBeGreaterThan(3);
  expect(values[0]!).toBeCloseTo(-values[1]!, 9);
  expect([...errors].every(Number.isFinite)).toBe(true);
  expect([...fitScale(2, [], 2).values]).toEqual([0, 0]);
});

test("values that comparisons were drawn from are found, and errors are as large as they say", () => {
  const random = RandomStream.fromSeed("scales");
  const count = 12;
  let inside = 0;
  const runs = 40;
  for (let run = 0; run < runs; run++) {
    const stream = random.split(run);
    const truth = Array.from({ length: count }, () => 1.5 * stream.normal());
    const mean = truth.reduce((a, b) => a + b) / count;
    const tallies = Array.from({ length: 600 }, (): Tally => {
      const first = stream.integer(count);
      const second = (first + 1 + stream.integer(count - 1)) % count;
      const wins = stream.uniform() < 1 / (1 + Math.exp(truth[second]! - truth[first]!));
      return wins ? { first, second, wins: 1 } : { first: second, second: first, wins: 1 };
    });
    const { values, errors } = fitScale(count, tallies, 2);
    truth.forEach((value, i) => {
      if (Math.abs(values[i]! - (value - mean)) < 1.96 * errors[i]!) inside++;
    });
  }
  // 95 %, ± four standard errors of 480 values
  expect(Math.abs(inside / (runs * count) - 0.95)).toBeLessThan(0.04);
});
