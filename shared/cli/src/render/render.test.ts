import { stripVTControlCharacters } from "node:util";
import type { Plan } from "@limen/runner";
import { expect, test } from "vitest";
import { duration, size, table } from "./format.ts";
import { liveTree } from "./live-tree.ts";
import { Pace } from "./pace.ts";
import { planText } from "./plan-table.ts";

test("durations and sizes read as people write them", () => {
  expect([0.04, 9.96, 59.7, 200, 7500].map(duration)).toEqual([
    "0.0 s",
    "10 s",
    "1 min 0 s",
    "3 min 20 s",
    "2 h 5 min",
  ]);
  expect([12, 3100, 24e6].map(size)).toEqual(["12 B", "3.1 kB", "24 MB"]);
});

test("a table's columns line up, numbers to the right", () => {
  expect(
    table(
      ["a", "time"],
      [
        ["long name", "1"],
        ["b", "100"],
      ],
      [1],
    ),
  ).toBe("a          time\nlong name     1\nb           100");
});

test("rate and time left come from the progress so far, and start anew with a new phase", () => {
  let now = 100;
  const pace = new Pace(() => now);
  expect(pace.describe({ done: 10, total: 100, unit: "steps" })).toBe("10/100 steps");
  now += 10;
  expect(pace.describe({ done: 30, total: 100, unit: "steps" })).toBe("30/100 steps, 2.0 steps/s, 35 s left");
  now += 10;
  expect(pace.describe({ done: 1, total: 50, unit: "steps" })).toBe("1/50 steps");
});

test("the live tree redraws its own lines only, and never wider than the screen", () => {
  let written = "";
  const screen = {
    columns: 40,
    rows: 20,
    write: (text: string) => {
      written += text;
    },
  };
  const tree = liveTree(screen, () => 0);
  const base = { node: "a", instance: null, stage: "s", key: null, changes: [], needs: [], shards: 1 };
  const nodes: Plan["nodes"] = [
    { ...base, id: "a", state: "run", reason: "never ran" },
    { ...base, id: "b", state: "hit", reason: "" },
  ];
  tree.show({ type: "plan", plan: { pipeline: "toy", file: "toy.yaml", nodes } });
  tree.show({ type: "start", node: "a", key: "k", reason: "never ran" });
  tree.show({ type: "progress", node: "a", done: 1, total: 2, unit: "very long units indeed" });
  tree.close();
  const lines = stripVTControlCharacters(written).split("\n");
  expect(lines[0]).toContain("a");
  expect(lines[0]).toContain("█");
  expect(lines[1]).toMatch(/^= b/);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
});

test("a plan says once that a node waits, and which data are not there", () => {
  const base = { instance: null, stage: "s", key: null, changes: [], needs: [], shards: 1 };
  const nodes: Plan["nodes"] = [
    { ...base, id: "a", node: "a", state: "lacks", reason: "data not there: faces.csv" },
    { ...base, id: "b", node: "b", state: "waits", reason: "waits for a; params changed: steps 20 → 12" },
  ];
  const plan = { pipeline: "toy", file: "toy.yaml", nodes };
  expect(planText(plan, { why: false }).split("\n").slice(1)).toEqual([
    "a     s      lacks data  data not there: faces.csv",
    "b     s      waits       for a; params changed: steps 20 → 12",
  ]);
  expect(planText(plan, { why: true })).toContain("b waits: for a");
});
