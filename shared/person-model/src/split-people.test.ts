import { softmax } from "@limen/stats";
import { expect, test } from "vitest";
import { choosePairs, pairOf } from "./choose-pairs.ts";
import { personProbabilities } from "./person.ts";
import { reachOf, splitPeople } from "./split-people.ts";

const person = (id: string, bias: readonly number[], slope = 1) => ({ id, bias, slope });
const ALL = {
  classPairs: [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const,
  splitsEach: 2,
};

test("at the split both give their own class the same probability, and no other point gives both more", () => {
  const [first, second] = [person("first", [0.9, -0.4], 1.3), person("second", [-0.5, 0.6], 0.8)];
  const split = splitPeople(first, second, 0, 1);
  const at = (groupLogOdds: number) => {
    const groupLogP = Array.from(softmax([groupLogOdds, 0]), Math.log);
    return [personProbabilities(groupLogP, first)[0]!, personProbabilities(groupLogP, second)[1]!];
  };
  const [own, other] = at(split.groupLogOdds) as [number, number];
  expect(own).toBeCloseTo(reachOf(split), 9);
  expect(other).toBeCloseTo(own, 9);
  for (const step of [-2, -0.1, 0.1, 2]) expect(Math.min(...at(split.groupLogOdds + step))).toBeLessThan(own);
});

test("the direction is the people's: with classes or people swapped, the reach is the rest to one", () => {
  const [first, second] = [person("first", [1, 0, 0]), person("second", [0, 1, 0])];
  const reach = reachOf(splitPeople(first, second, 0, 1));
  expect(reach).toBeGreaterThan(0.7);
  expect(reachOf(splitPeople(first, second, 1, 0))).toBeCloseTo(1 - reach, 9);
  expect(reachOf(splitPeople(second, first, 0, 1))).toBeCloseTo(1 - reach, 9);
  expect(pairOf(second, first, ALL).splits[0]!.classes).toEqual([1, 0]);
});

test("people who are alike cannot be split", () => {
  const same = person("x", [0.4, -0.2, -0.2], 1.2);
  expect(reachOf(splitPeople(same, same, 0, 2))).toBeCloseTo(0.5, 12);
});

test("the most different people are paired, each once", () => {
  const people = [
    person("a", [2, -2, 0]),
    person("b", [0.1, 0, 0]),
    person("c", [-2, 2, 0]),
    person("d", [-0.1, 0, 0.1]),
    person("e", [0, 0, 0]),
  ];
  const pairs = choosePairs(people, 3, ALL);
  expect(pairs).toHaveLength(2);
  expect(pairs[0]!.people.map(({ id }) => id)).toEqual(["a", "c"]);
  expect(pairs[0]!.splits.map(({ classes }) => classes)[0]).toEqual([0, 1]);
  const ids = pairs.flatMap((pair) => pair.people.map(({ id }) => id));
  expect(new Set(ids).size).toBe(4);
});
