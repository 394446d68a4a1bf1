import { expect, test } from "vitest";
import { groupBy } from "./group-by.ts";

test("groups keep the order in which keys and items come", () => {
  const groups = groupBy(["banana", "apple", "blueberry", "avocado"], (word) => word[0]!);
  expect([...groups]).toEqual([
    ["b", ["banana", "blueberry"]],
    ["a", ["apple", "avocado"]],
  ]);
});
