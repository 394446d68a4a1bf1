import { expect, test } from "vitest";
import { describeTable } from "./index.ts";
import * as tables from "./specs/index.ts";
import { everyKind } from "./test-tables.ts";

test("a row a column, with its type, whether it may be missing, and what it means", () => {
  const lines = describeTable(everyKind).split("\n");
  expect(lines).toHaveLength(2 + Object.keys(everyKind.columns).length);
  expect(lines).toContain("| `maybe_p` | `fixed_size_list<float>[n]` | yes | a distribution |");
});

test("all tables can be described, and no name is used twice", () => {
  const specs = Object.values(tables);
  expect(specs.length).toBeGreaterThan(10);
  for (const spec of specs) {
    for (const line of describeTable(spec).split("\n")) expect(line.match(/(?<!\\)\|/g)).toHaveLength(5);
  }
  expect(new Set(specs.map((spec) => spec.name)).size).toBe(specs.length);
});
