import { stripVTControlCharacters } from "node:util";
import type { ChallengedNode, ChallengedOutput, Difference, TracedMaker } from "@limen/proof";
import type { Plan } from "@limen/runner";
import { expect, test } from "vitest";
import { challengeText } from "./challenge-text.ts";
import { differenceLines } from "./differences-text.ts";
import { counted, duration, figure, size, table } from "./format.ts";
import { liveTree } from "./live-tree.ts";
import { Pace } from "./pace.ts";
import { planText } from "./plan-table.ts";
import { traceText } from "./trace-text.ts";
import {
  engineLines,
  faultLines,
  faultVerdict,
  goodVerdict,
  remarkLines,
  type Verified,
} from "./verify-text.ts";

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

const difference = (part: string, distance: number, count = 2): Difference => ({
  part,
  distance,
  count,
  where: "row 0",
  before: "1",
  after: "2",
});

test("of many differences the farthest are shown: those decide the verdict", () => {
  const near = Array.from({ length: 9 }, (_, i) => difference(`near ${i}`, i * 1e-9 + 1e-9));
  const lines = differenceLines([...near, difference("name", Number.POSITIVE_INFINITY, 1)]);
  expect(lines).toHaveLength(9);
  expect(lines[0]).toBe("  name: 1 differs; first at row 0: 1 → 2");
  expect(lines[1]).toBe("  near 8: 2 differ, by at most 9.0e-9; first at row 0: 1 → 2");
  expect(lines[8]).toBe("  and 2 more parts, no farther apart");
});

test("a challenge's verdict counts as one speaks, and says what a reviewer lacks", () => {
  const output = (verdict: ChallengedOutput["verdict"]): ChallengedOutput => ({
    output: "number",
    verdict,
    claimed: "0".repeat(64),
    recomputed: "1".repeat(64),
    differences: [],
  });
  const node = (...verdicts: ChallengedOutput["verdict"][]): ChallengedNode => ({
    node: "a",
    outputs: verdicts.map(output),
    seconds: 1,
    changes: [],
    otherInputs: [],
  });
  const told = { pipeline: "toy", lockPath: "toy.lock.json", tolerance: 1e-4 };
  const last = (...nodes: ChallengedNode[]) => challengeText(nodes, told).split("\n").at(-1);
  expect(last(node("identical"))).toBe("1 of 1 output is identical");
  expect(last(node("identical", "within"))).toBe("1 of 2 outputs is identical, 1 is within 0.0001");
  expect(last(node("identical", "identical", "within", "within", "same"))).toBe(
    "2 of 5 outputs are identical, 1 says the same in other bytes, 2 are within 0.0001",
  );
  expect(last({ ...node(), skipped: "data not there" })).toBe(
    "0 of 0 outputs are identical, 1 node was not challenged",
  );
  expect(last(node("not comparable"))).toMatch(
    /→ get the authors' results first: npx limen pull toy REMOTE --lock toy\.lock\.json/,
  );
  expect(last({ ...node("different"), otherInputs: ["b.number"] })).toMatch(
    /→ get the authors' results first/,
  );
});

test("verify says first that another engine computed results, and last who may take them for right", () => {
  const file = { node: "a", path: "objects/1", bytes: 3 };
  const lock = { state: "absent", path: "toy.lock.json" } as const;
  const verified: Verified = {
    pipeline: "toy",
    files: [
      { ...file, output: "record", state: "good" },
      { ...file, output: "number", state: "good" },
      { ...file, output: "number", state: "other", against: "lock", why: "it differs", remedy: "challenge" },
      { ...file, output: "page", state: "other", against: "lock", why: "it differs", remedy: "challenge" },
    ],
    notRun: ["b"],
    vouchers: [lock],
    lockPath: "toy.lock.json",
    otherEngine: { locked: {}, used: {}, changes: ["mode canonical → fast"] },
    otherwiseMade: [
      { node: "a", changes: ["code of x changed", "more"] },
      { node: "c", changes: ["params changed: n 1 → 2"] },
      { node: "b", changes: ["code of x changed"] },
    ],
  };
  expect(engineLines(verified)).toEqual([
    "another engine than the lock file's computed these results (mode canonical → fast): other bytes are to be expected",
  ]);
  expect(faultLines(verified)).toEqual([
    "other: objects/1 (a, number): it differs",
    "other: objects/1 (a, page): it differs",
    "  → challenge",
    "not run: b",
    "  → npx limen run toy computes it",
  ]);
  expect(faultVerdict(verified)).toEqual([
    "2 of 3 files differ, 1 node did not run; the first that is not the lock file's is a.number",
    expect.stringMatching(
      /→ how far apart: get the authors' results .* npx limen challenge toy --tolerance 1e-4$/,
    ),
    expect.stringMatching(/^\(for authors only: npx limen lock toy /),
  ]);
  // With the lock file's engine it is the CPU that may compute otherwise.
  expect(faultVerdict({ ...verified, otherEngine: undefined })[1]).toMatch(/another CPU .* npx limen doctor/);
  expect(remarkLines(verified)).toEqual([
    "3 nodes' results were made by other code, parameters or engine than are here: a, b (code of x changed); c (params changed: n 1 → 2)",
  ]);
  expect(remarkLines({ ...verified, vouchers: [], otherwiseMade: [] })).toEqual([
    "no lock file says what they should be: there is no toy.lock.json",
  ]);
  const unread = { ...file, output: "number", state: "unread" } as const;
  expect(goodVerdict({ ...verified, files: [unread, { ...file, output: "page", state: "good" }] })).toBe(
    "1 of 2 files was read and is as it was written, and what toy.lock.json says",
  );
});

test("a trace lists every output of the same bytes, and says which one is followed", () => {
  const maker = (node: string, key: string): TracedMaker => ({
    key: key.repeat(64),
    pipeline: "toy",
    node,
    output: "rejects",
    started: "2026-01-01",
    path: null,
  });
  const text = (makers: TracedMaker[]) =>
    traceText({ digest: "d", output: "a.rejects", makers, runs: [] }, { paramsOf: () => ({}), all: false });
  expect(text([maker("a", "1")])).toBe("a.rejects  sha256 d\n  file    not here any more");
  expect(
    text([maker("a", "1"), maker("people", "2")])
      .split("\n")
      .slice(2),
  ).toEqual([
    "",
    "2 outputs have these bytes; below is where the first comes from, npx limen trace RUN tells of another's:",
    "  output              made",
    "  toy/a.rejects       2026-01-01  run 111111111111",
    "  toy/people.rejects  2026-01-01  run 222222222222",
  ]);
});

test("measures are read with six digits", () => {
  expect([0.70072345678, 123456789, 228.33612345, 0].map(figure)).toEqual([
    "0.700723",
    "123456789",
    "228.336",
    "0",
  ]);
  expect([0, 1, 2].map((count) => counted(count, "file"))).toEqual(["0 files", "1 file", "2 files"]);
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
