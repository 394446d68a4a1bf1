import { expect, test } from "vitest";
import { exampleClaim } from "../example-people.ts";
import { headline, tally } from "./headline.ts";

const described = { ...exampleClaim(), primary: false, supported: "described" };

test("the headline is the primary contrast's median effect over the nets, the lower of two", () => {
  const row = (net: string, effect: number, primary = true) => ({
    ...exampleClaim(),
    net,
    effect,
    primary,
  });
  const rows = [row("a", 9, false), row("a", 4), row("b", 1), row("c", 3), row("d", 2)];
  expect(headline(rows)?.row.net).toBe("d");
  expect(headline(rows)?.all).toHaveLength(4);
});

test("without a primary contrast the first that was tested stands for the claim", () => {
  const tested = { ...described, contrast: "other", supported: "unclear" };
  expect(headline([described, tested])?.row.contrast).toBe("other");
  expect(headline([])).toBeNull();
});

test("a tally names what occurs", () => {
  expect(tally([exampleClaim(), exampleClaim(), described])).toBe("2 yes, 1 described");
});
