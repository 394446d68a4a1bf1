import { RandomStream } from "@limen/random";
import type { comparisonsTable, Row } from "@limen/tables";
import { expect, test } from "vitest";
import { params as schema } from "../params.ts";
import { encodeComparisons } from "./encode-comparisons.ts";
import { excludeComparers } from "./exclude-comparers.ts";
import { linkedGroups } from "./linked-groups.ts";
import { measureComparisons } from "./measure-comparisons.ts";
import { scaleStimuli } from "./scale-stimuli.ts";

type ComparisonRow = Row<typeof comparisonsTable>;

const CLASSES = ["anger", "fear"];
const params = schema.parse({ minTrials: 2, minRepeats: 2 });

function row(change: Partial<ComparisonRow>): ComparisonRow {
  return {
    participant_id: "p1",
    trial: 0,
    block: 0,
    asked: "anger",
    left_id: "s1",
    right_id: "s2",
    response: "left",
    confidence: null,
    rt_ms: 800,
    catch_side: null,
    is_repeat: false,
    source: "imported",
    ...change,
  };
}

const encode = (rows: readonly ComparisonRow[], known = ["s1", "s2", "s3", "s4", "s5"]) =>
  encodeComparisons(rows, new Set(known), CLASSES);

test("the face chosen counts, whichever side it was on; each class and each linked group has a scale of its own", () => {
  const rows = [
    row({}),
    row({ trial: 1, left_id: "s2", right_id: "s1", response: "right", participant_id: "p2" }),
    row({ trial: 2, left_id: "s2", right_id: "s3", response: null }),
    row({ trial: 3, left_id: "s4", right_id: "s5", response: "right" }),
    row({ trial: 4, asked: "fear", left_id: "s1", right_id: "s2", response: "right" }),
    row({ trial: 5, left_id: "s2", right_id: "s1", response: "left", is_repeat: true }),
    row({ trial: 6, left_id: "catch-1", right_id: "catch-2", catch_side: "left" }),
  ];
  const scales = scaleStimuli(encode(rows), new Set(), CLASSES, 2);
  expect(
    scales.map(({ asked, stimulus_id, group, comparisons }) => [asked, stimulus_id, group, comparisons]),
  ).toEqual([
    ["anger", "s1", 0, 2],
    ["anger", "s2", 0, 2],
    ["anger", "s4", 1, 1],
    ["anger", "s5", 1, 1],
    ["fear", "s1", 0, 1],
    ["fear", "s2", 0, 1],
  ]);
  const valueFor = (asked: string, stimulus: string) =>
    scales.find((own) => own.asked === asked && own.stimulus_id === stimulus)!.value;
  expect(valueFor("anger", "s1")).toBeGreaterThan(0.5);
  expect(valueFor("anger", "s5")).toBeGreaterThan(0);
  expect(valueFor("fear", "s2")).toBeGreaterThan(0);
  expect(scaleStimuli(encode(rows), new Set(["p2"]), CLASSES, 2)[0]!.comparisons).toBe(1);
});

test("groups that pairs link", () => {
  expect(
    linkedGroups(7, [
      [5, 1],
      [2, 6],
      [1, 3],
      [3, 5],
    ]),
  ).toEqual([
    [1, 3, 5],
    [2, 6],
  ]);
});

test("the rules: catch trials, one side, and repeats with their sides swapped", () => {
  const attentive = Array.from({ length: 12 }, (_, i) =>
    row({
      trial: i,
      right_id: `s${2 + (i % 4)}`,
      asked: CLASSES[i % 2]!,
      response: i % 2 ? "left" : "right",
    }),
  );
  const repeats = attentive.slice(0, 4).map((own, i) =>
    row({
      ...own,
      trial: 12 + i,
      left_id: own.right_id,
      right_id: own.left_id,
      response: own.response === "left" ? "right" : "left",
      is_repeat: true,
    }),
  );
  const catches = Array.from({ length: 4 }, (_, i) =>
    row({
      trial: 16 + i,
      left_id: "c1",
      right_id: "c2",
      catch_side: i % 2 ? "left" : "right",
      response: i % 2 ? "left" : "right",
    }),
  );
  const good = [...attentive, ...repeats, ...catches];
  const leftOnly = good.map((own) => row({ ...own, participant_id: "p2", response: "left" }));
  const comparisons = encode([...good, ...leftOnly]);
  const { rows, excluded } = excludeComparers(comparisons, params);
  expect([...excluded]).toEqual(["p2"]);
  const verdicts = (who: string) =>
    rows.filter((own) => own.participant_id === who && own.excluded).map(({ rule }) => rule);
  expect(verdicts("p1")).toEqual([]);
  // With the sides swapped, always left is never the same face.
  expect(verdicts("p2")).toEqual(["catch_accuracy", "one_key", "repeat_agreement"]);
  expect(rows.find((own) => own.participant_id === "p2" && own.rule === "one_key")).toMatchObject({
    value: 1,
    threshold: 0.75,
  });

  const measured = measureComparisons(comparisons, excluded, params, RandomStream.fromSeed(1));
  expect(measured.map(({ measure, value, n }) => [measure, value, n])).toEqual([
    ["comparison_agreement_between", expect.closeTo(1, 12), 4],
    ["comparison_agreement_within", 1, 4],
  ]);
});

test("what cannot be right is refused, all at once", () => {
  const bad = [
    row({ source: "simulated", left_id: "x1" }),
    row({ asked: "angr" }),
    row({ response: "up" }),
    row({ right_id: "s1" }),
  ];
  const check = () => encode(bad);
  expect(check).toThrow("comparisons of several sources: simulated, imported");
  expect(check).toThrow("1 stimuli of the comparisons are not in the stimuli table, e.g. x1");
  expect(check).toThrow('"angr" is no class of the stimuli\n  → did you mean "anger"?');
  expect(check).toThrow('"up" is no side');
  expect(check).toThrow("s1 is compared with itself");
  expect(() => encode([])).toThrow("there are no comparisons");
});
