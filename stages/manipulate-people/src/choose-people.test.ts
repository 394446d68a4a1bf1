import { expect, test } from "vitest";
import { choosePeople } from "./choose-people.ts";
import { toyPeople, toyPerson, toyScores } from "./example.ts";
import { params } from "./params.ts";
import { aimFor, planAttempts } from "./plan-attempts.ts";
import { candidatesOf } from "./read-people.ts";

const ALL = [
  [0, 1],
  [0, 2],
  [1, 2],
] as [number, number][];
const given = (change: object = {}) => params.parse({ minTrials: 10, classPairsEach: 1, ...change });
const everybody = candidatesOf(
  [...toyPeople, toyPerson("eve", [2, 0, -2], -0.1), toyPerson("fay", [2, -2, 0])],
  [
    ...["ann", "bob", "cleo", "eve"].flatMap((id) => toyScores(id, 80)),
    ...toyScores("dan", 5),
    ...toyScores("fay", 80, -0.1),
  ],
  "mlp",
  "individual_bias_slope",
);

test("the most different people are paired; who is unfit is left out and counted, with the reason", () => {
  const { pairs, skipped } = choosePeople(everybody, ALL, given({ pairs: 4 }));
  expect(pairs.map(({ people }) => people.map(({ id }) => id))).toEqual([["ann", "bob"]]);
  expect(pairs[0]!.splits).toMatchObject([{ classes: [0, 1] }]);
  expect(skipped.join("\n")).toMatch(/1 of 6 people left out: a slope that is not positive/);
  expect(skipped.join("\n")).toMatch(/1 of 6 people left out: too few trials for a model/);
  expect(skipped.join("\n")).toMatch(/1 of 6 people left out: their own model foretells/);
  expect(skipped.join("\n")).toMatch(/1 of 4 pairs: there are 3 people to pair/);
  expect(choosePeople(everybody, ALL, given({ reliable: false, pairs: 1 })).pairs[0]!.people[1]!.id).toBe(
    "fay",
  );
});

test("named pairs are taken as they are named, unknown people are errors, people without a model are skipped", () => {
  const named = (...people: [string, string][]) => choosePeople(everybody, ALL, given({ people }));
  const { pairs, skipped } = named(["cleo", "ann"], ["bob", "dan"]);
  expect(pairs.map(({ people }) => people.map(({ id }) => id))).toEqual([["cleo", "ann"]]);
  expect(skipped).toEqual(["pair bob & dan left out (dan: too few trials for a model of their own)"]);
  expect(() => named(["ann", "bobb"], ["x-1", "ann"])).toThrow(
    /no participant "bobb"[\s\S]*did you mean "bob"[\s\S]*no participant "x-1"/,
  );
  expect(() => named(["ann", "dan"])).toThrow(/none of the named pairs can be made/);
});

test("the same person twice, a pair twice, a class twice and too few people are refused", () => {
  const refused = (change: object) => params.safeParse(change).error?.issues.map(({ message }) => message);
  expect(refused({ people: [["ann", "ann"]] })).toEqual(['"ann" is no pair: name two people']);
  expect(
    refused({
      people: [
        ["ann", "bob"],
        ["bob", "ann"],
      ],
    }),
  ).toEqual(["a pair stands twice"]);
  expect(refused({ classPairs: [["calm", "calm"]] })).toEqual(['"calm" has no boundary with itself']);
  expect(refused({ accept: 0.9 })).toEqual(["samples aim at 0.8: raise aim above it"]);
  expect(() => choosePeople(everybody, ALL, given({ minTrials: 500 }))).toThrow(
    /a pair needs two people, there are 0[\s\S]*fitted on fewer than 500 trials/,
  );
});

test("parameters and scores of another net are refused, and say whose they are", () => {
  const scores = toyScores("ann", 80);
  const of = (net: string) => () => candidatesOf(toyPeople, scores, net, "individual_bias_slope");
  expect(of("vgg-s")).toThrow(/the scores are of mlp, and vgg-s is to guide/);
  expect(() => candidatesOf([], scores, "mlp", "individual_bias")).toThrow(/the parameters are of no net/);
});

test("what is aimed at is what is wanted, or most of what can be reached", () => {
  const aims = { aim: 0.8, aimShare: 0.9, leastReach: 0.6 };
  const classes = [0, 1] as const;
  expect(aimFor({ classes, reach: 0.55 }, aims)).toBeNull();
  expect(aimFor({ classes, reach: 0.99 }, aims)).toBe(0.8);
  const aim = aimFor({ classes, reach: 0.7 }, aims)!;
  expect(aim).toBeLessThan(0.7);
  expect(aim).toBeGreaterThan(0.65);
});

test("each guided attempt has an unguided twin from the same noise, of the same classes", () => {
  const { pairs } = choosePeople(everybody, ALL, given({ pairs: 1 }));
  const { people, blocks } = planAttempts(pairs, given({ attempts: 3, blockSize: 2 }));
  expect(people.map(({ id }) => id)).toEqual(["ann", "bob"]);
  expect(blocks.map((block) => block.map(({ arm, stream }) => [arm, stream]))).toEqual([
    [
      ["controversial", 0],
      ["controversial", 1],
    ],
    [["controversial", 2]],
    [
      ["unguided", 0],
      ["unguided", 1],
    ],
    [["unguided", 2]],
  ]);
  const attempts = blocks.flat();
  expect(attempts.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  for (const { shares } of attempts) expect(shares.map(({ index }) => index)).toEqual([0, 1]);
  expect(planAttempts(pairs, given({ attempts: 3, controls: false })).blocks).toHaveLength(1);
});
