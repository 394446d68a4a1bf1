import { expect, test } from "vitest";
import { checkClaim } from "./check-claim.ts";
import { claimsFile, wantedText } from "./claims-file.ts";

const COLUMNS = ["net", "contrast", "effect", "supported"];
const ROWS = [
  { net: "a", contrast: "group − base, new", effect: 0.25, supported: "yes" },
  { net: "b", contrast: "group − base, new", effect: 0.75, supported: "no" },
  { net: null, contrast: "count", effect: null, supported: "described" },
];

const claim = (change: object) =>
  claimsFile.parse({
    limenClaims: 1,
    claims: [
      {
        claim: "it gains",
        figure: "claims",
        table: "evaluation.claims",
        value: "effect",
        cost: "seconds",
        ...change,
      },
    ],
  }).claims[0]!;

const check = (change: object) => checkClaim(claim(change), ROWS, COLUMNS);

test("a number within its tolerance passes, and the border counts", () => {
  expect(check({ where: { net: "a" }, expected: 0.3, tolerance: 0.05 })).toEqual({
    found: 0.25,
    passes: true,
    why: null,
  });
  expect(check({ where: { net: "a" }, expected: 0.3, tolerance: 0.04 })).toMatchObject({ passes: false });
  expect(check({ where: { net: "a" }, atLeast: 0.25 }).passes).toBe(true);
  expect(check({ where: { net: "a" }, atMost: 0.2 }).why).toBe("above 0.2");
});

test("texts are compared as they are, and the beginning of a text names rows", () => {
  const where = { contrast: "group*", net: "b" };
  expect(check({ where, value: "supported", expected: "no" }).passes).toBe(true);
  expect(check({ where, value: "supported", expected: "yes" }).why).toBe("it is not yes");
  expect(check({ where: { net: null }, value: "supported", expected: "described" }).passes).toBe(true);
});

test("statistics over several rows leave empty cells out", () => {
  const of = (statistic: string) => check({ statistic, atLeast: -1 }).found;
  expect(["mean", "median", "min", "max", "count"].map(of)).toEqual([0.5, 0.5, 0.25, 0.75, 3]);
});

test("what cannot be found fails and says why", () => {
  const why = (change: object) => check({ atLeast: 0, ...change }).why;
  expect(why({})).toMatch(/3 rows are meant/);
  expect(why({ where: { net: "c" } })).toBe("no row of the table is meant");
  expect(why({ where: { net: null } })).toBe("effect is empty");
  expect(why({ value: "efect" })).toMatch(/no column efect; it has net/);
  expect(why({ where: { net: "a" }, value: "supported" })).toBe("supported is no number");
  expect(why({ where: { net: null }, statistic: "mean" })).toMatch(/no number/);
});

test("a claim that expects nothing, or a number without tolerance, is refused", () => {
  expect(() => claim({})).toThrow(/nothing is expected/);
  expect(() => claim({ expected: 1 })).toThrow(/needs a tolerance/);
  expect(() => claim({ expected: "yes", tolerance: 1 })).toThrow(/expected number/);
  expect(() => claim({ atLeast: 2, atMost: 1 })).toThrow(/must not exceed/);
  expect(() => claim({ atLeast: 2, table: "evaluation" })).toThrow(/node\.output/);
  expect(wantedText(claim({ expected: 1, tolerance: 0.5, atMost: 3 }))).toBe("1 ± 0.5, at most 3");
});
