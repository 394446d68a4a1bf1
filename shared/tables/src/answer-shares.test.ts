import { expect, test } from "vitest";
import { answerShares, highestRated } from "./answer-shares.ts";

const CLASSES = ["anger", "fear", "sadness"];
const rated = (...ratings: number[]) => ({ response: null, ratings: Float32Array.from(ratings) });

test("a choice is all of an answer; a rating is shared out; a face without any class evenly", () => {
  expect(answerShares({ response: "fear", ratings: null }, CLASSES)).toEqual(Float64Array.of(0, 1, 0));
  expect(answerShares(rated(0.75, 0.25, 0), CLASSES)).toEqual(Float64Array.of(0.75, 0.25, 0));
  expect(answerShares(rated(1, 0.5, 0.5), CLASSES)).toEqual(Float64Array.of(0.5, 0.25, 0.25));
  expect(answerShares(rated(0, 0, 0), CLASSES)).toEqual(Float64Array.of(1 / 3, 1 / 3, 1 / 3));
  expect(answerShares({ response: null, ratings: null }, CLASSES)).toBeNull();
  expect(answerShares({ response: "joy", ratings: null }, CLASSES)).toBeNull();
});

test("the highest rating names a class unless it is shared", () => {
  expect(highestRated(Float32Array.of(0, 0.75, 0.5), CLASSES)).toBe("fear");
  expect(highestRated(Float32Array.of(0.75, 0.75, 0.5), CLASSES)).toBeNull();
});
