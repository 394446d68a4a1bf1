import { expect, test } from "vitest";
import { grade, type Scored } from "./grade.ts";

const of = (
  kind: string,
  split: string,
  scores: readonly number[],
  label = kind === "face" ? 1 : 0,
): Scored[] => scores.map((score) => ({ kind, split, label, score }));

const valid = of("face", "valid", [0.1, 0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]);
const test4 = of("face", "test", [0.2, 0.6, 0.8, 0.9]);

test("the threshold lets at least the asked share of valid faces pass, whatever the test faces are", () => {
  for (const keep of [0.5, 0.8, 0.9, 0.95, 1]) {
    const [chosen] = grade([...valid, ...test4], keep);
    expect(chosen!.passed).toBeGreaterThanOrEqual(keep);
    expect(chosen!.passed).toBeLessThan(keep + 0.1 + 1e-9);
  }
  expect(grade([...valid, ...test4], 0.9)[0]).toMatchObject({
    kind: "face",
    split: "valid",
    n: 10,
    threshold: 0.3,
  });
  expect(grade([...valid, ...test4], 0.9)[1]).toMatchObject({
    kind: "face",
    split: "test",
    n: 4,
    passed: 0.75,
    auc: null,
  });
});

test("each kind is set against the test faces; the valid split's non-faces and the train split do not count", () => {
  const rows = grade(
    [
      ...valid,
      ...test4,
      ...of("blocks", "test", [0.1, 0.15]),
      ...of("negative", "test", [0.7, 0.05]),
      ...of("negative", "valid", [0.99, 0.99]),
      ...of("face", "train", [0, 0, 0]),
    ],
    0.9,
  );
  expect(rows.map(({ kind, n, auc, passed }) => [kind, n, auc, passed])).toEqual([
    ["face", 10, null, 0.9],
    ["face", 4, null, 0.75],
    ["non-faces", 4, (4 + 4 + 2 + 4) / 16, 0.25],
    ["blocks", 2, 1, 0],
    ["negative", 2, (2 + 4) / 8, 0.5],
  ]);
  expect(new Set(rows.map(({ threshold }) => threshold)).size).toBe(1);
});

test("of pictures made by degrees those that are rather a face are left out; their order is told apart", () => {
  const blur = [
    { score: 0.9, label: 1 },
    { score: 0.7, label: 0.6 },
    { score: 0.4, label: 0.3 },
    { score: 0.1, label: 0 },
  ].map((row) => ({ ...row, kind: "blur", split: "test" }));
  const row = grade([...valid, ...test4, ...blur], 0.95).at(-1)!;
  expect(row).toMatchObject({ kind: "blur", n: 2, degree_rho: 1, auc: 7 / 8 });
});

test("splits without real faces are named, both at once", () => {
  expect(() => grade(of("blur", "test", [0.5]), 0.9)).toThrow(
    /no real faces in the valid split.*no real faces in the test split/s,
  );
});
