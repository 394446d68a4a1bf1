import { expect, test } from "vitest";
import { applyFerplusRule, FERPLUS_CLASSES, type FerplusRule } from "./ferplus-rule.ts";

const rule: FerplusRule = { classes: FERPLUS_CLASSES, singleVotes: "drop", rule: "majority" };
const votes = (given: Record<number, number>) => Array.from({ length: 10 }, (_, i) => given[i] ?? 0);

test("single votes are removed before the label, and kept as cast", () => {
  const verdict = applyFerplusRule(votes({ 0: 1, 1: 6, 2: 3 }), rule);
  expect(verdict).toMatchObject({
    keep: true,
    counts: [0, 6, 3, 0, 0, 0, 0, 0],
    cast: [1, 6, 3, 0, 0, 0, 0, 0],
  });
  expect(applyFerplusRule(votes({ 0: 1, 1: 6, 2: 3 }), { ...rule, singleVotes: "keep" })).toMatchObject({
    counts: [1, 6, 3, 0, 0, 0, 0, 0],
  });
});

test("single votes may choose the faces and yet stand in the labels", () => {
  // Half with the single votes, more than half without.
  const torn = votes({ 0: 1, 1: 5, 2: 3, 3: 1 });
  expect(applyFerplusRule(torn, { ...rule, singleVotes: "choose" })).toMatchObject({
    counts: [1, 5, 3, 1, 0, 0, 0, 0],
  });
  expect(applyFerplusRule(torn, { ...rule, singleVotes: "keep" }).keep).toBe(false);
});

test("half of the votes is no majority, but a plurality", () => {
  expect(applyFerplusRule(votes({ 0: 5, 3: 5 }), rule)).toEqual({
    keep: false,
    reason: "no class has a majority",
  });
  expect(applyFerplusRule(votes({ 0: 5, 3: 5 }), { ...rule, rule: "plurality" }).keep).toBe(true);
});

test("unknown, no-face and unwanted winners are dropped with the reason", () => {
  expect(applyFerplusRule(votes({ 8: 7, 0: 3 }), rule)).toMatchObject({
    reason: "most votes are for unknown",
  });
  expect(applyFerplusRule(votes({ 9: 10 }), rule)).toMatchObject({ reason: "most votes are for NF" });
  const seven = { ...rule, classes: FERPLUS_CLASSES.slice(0, 7) };
  expect(applyFerplusRule(votes({ 7: 8, 0: 2 }), seven)).toMatchObject({
    reason: "most votes are for contempt",
  });
  expect(applyFerplusRule(votes({}), rule)).toMatchObject({ reason: "no votes are left" });
});
