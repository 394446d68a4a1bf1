import { isBoundary } from "@limen/sampling";
import { expect, test } from "vitest";
import { params } from "./params.ts";
import { planAttempts } from "./plan-attempts.ts";
import { isControlOf } from "./plan-controls.ts";

const classes = ["neutral", "happiness", "sadness", "fear"];
const guides = ["vgg-s", "vit-s", "mlp"];
const everyClass = new Set([0, 1, 2, 3]);
const plan = (change: object, nets = guides, startable = everyClass) =>
  planAttempts(params.parse(change), classes, nets, startable);

test("every arm, pair and choice of guides gets its attempts, numbered without gaps", () => {
  const blocks = plan({ attempts: 5, controlAttempts: 0.5, blockSize: 8 });
  const all = blocks.flat();
  expect(all.map(({ index }) => index)).toEqual(all.map((_, index) => index));
  // Of the nine usual pairs three exist here; three guides, and three pairs of guides in a ring.
  expect(all.filter(({ arm }) => arm === "uncertainty")).toHaveLength(3 * 3 * 5);
  expect(all.filter(({ arm }) => arm === "controversial")).toHaveLength(3 * 3 * 5);
  expect(all.filter(({ arm }) => arm === "unguided")).toHaveLength(3 * Math.ceil(0.5 * 5 * 6));
  for (const block of blocks) {
    expect(block.length).toBeLessThanOrEqual(8);
    expect(new Set(block.map(({ arm, guides }) => `${arm} ${guides}`)).size).toBe(1);
  }
  // Each guide judges its share of the unguided samples.
  const judges = all.filter(({ arm }) => arm === "unguided").map(({ guides }) => guides[0]);
  expect(new Set(judges)).toEqual(new Set([0, 1, 2]));
  const shown = all.filter(({ arm }) => arm === "confident");
  expect(shown.every(({ shown, shares }) => shares.some(({ index }) => index === shown))).toBe(true);
  // Off-manifold controls start from real faces of each class in turn.
  const starts = all.filter(({ arm }) => arm === "off-manifold").map(({ anchor }) => anchor!.index);
  expect(new Set(starts)).toEqual(everyClass);
});

test("wrong names are all reported, with what would be right", () => {
  const pairs = [
    ["neutral", "hapiness"],
    ["fear", "fear"],
    ["joy", "fear"],
  ];
  expect(() => plan({ pairs })).toThrow(
    /no class "hapiness"[\s\S]*did you mean "happiness"[\s\S]*no class "joy"[\s\S]*no boundary with itself/,
  );
  expect(() => plan({}, ["mlp"])).toThrow("needs a net for each of 2 classes, there are 1");
  expect(() => plan({ arms: ["consensus"] }, ["mlp"])).toThrow("consensus arm needs two nets");
  const three = [["neutral", "fear", "sadness"]];
  expect(() => plan({ pairs: three })).toThrow("needs a net for each of 3 classes, there are 2");
  expect(() => plan({ sampler: "bisection" })).toThrow("bisection draws the uncertainty arm");
  expect(() => plan({ arms: ["anchored"], sampler: "dps" })).toThrow("drawn by gauss-newton, not by dps");
  expect(() => plan({ arms: ["anchored"] }, guides, new Set([0, 1, 2]))).toThrow("shows fear by majority");
});

test("levels and budgets make series: attempts that share their noise, or their real face", () => {
  const pairs = [["neutral", "sadness"]];
  const morphs = plan({ arms: ["uncertainty"], pairs, attempts: 2, levels: [0.3, 0.5, 0.7] }, ["mlp"]).flat();
  const boundary = morphs.filter(({ arm }) => arm === "uncertainty");
  expect(boundary.map(({ stream }) => stream)).toEqual([0, 0, 0, 3, 3, 3]);
  expect(boundary.map(({ shares }) => shares[0]!.share)).toEqual([0.3, 0.5, 0.7, 0.3, 0.5, 0.7]);
  for (const { shares } of boundary) expect(shares[0]!.share + shares[1]!.share).toBeCloseTo(1, 12);

  const moved = plan({ arms: ["anchored"], pairs, attempts: 2, budgets: [3, 6] }).flat();
  const anchored = moved.filter(({ arm }) => arm === "anchored");
  expect(anchored.map(({ budget }) => budget)).toEqual([3, 6, 3, 6, 3, 6, 3, 6, 3, 6, 3, 6]);
  // The same faces for every guide.
  expect(anchored.map(({ anchor }) => anchor!.rank)).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]);
});

test("three classes and three nets make boundaries of several", () => {
  const change = {
    pairs: [["neutral", "fear", "sadness"]],
    guideSets: [["mlp", "vit-s", "vgg-s"]],
    attempts: 1,
  };
  const all = plan(change).flat();
  const [controversial] = all.filter(({ arm }) => arm === "controversial");
  expect(controversial!.guides).toEqual([2, 1, 0]);
  const even = all.filter(({ arm }) => arm === "uncertainty")[0]!.shares;
  expect(even.map(({ index }) => index)).toEqual([0, 3, 2]);
  for (const { share } of even) expect(share).toBeCloseTo(1 / 3, 12);
});

test("consensus takes all guides at once, or the sets that are named", () => {
  const guidesOf = (change: object) => [
    ...new Set(
      plan({ arms: ["consensus"], ...change })
        .flat()
        .filter(({ arm }) => arm === "consensus")
        .map(({ guides }) => guides.join()),
    ),
  ];
  expect(guidesOf({})).toEqual(["0,1,2"]);
  expect(
    guidesOf({
      guideSets: [
        ["mlp", "vgg-s"],
        ["vit-s", "mlp"],
      ],
    }),
  ).toEqual(["2,0", "1,2"]);
});

test("a control shares with its stimuli what it is not to differ in", () => {
  const pairs = [["neutral", "sadness"]];
  const change = {
    arms: ["uncertainty", "controversial", "consensus"],
    pairs,
    levels: [0.3, 0.5],
    attempts: 3,
  };
  const all = plan(change, ["vgg-s", "mlp"]).flat();
  const boundary = all.filter(isBoundary);
  const of = (arm: string) => all.filter((attempt) => attempt.arm === arm);
  for (const arm of ["unguided", "confident", "off-manifold"]) {
    // As many as could be needed, for every stimulus.
    expect(of(arm)).toHaveLength(boundary.length);
    for (const stimulus of boundary) {
      const fitting = of(arm).filter((control) => isControlOf(control, stimulus));
      expect(fitting.length).toBeGreaterThan(0);
      for (const control of fitting) {
        if (arm === "confident") expect(stimulus.guides).toContain(control.guides[0]);
        else expect(control.shares).toEqual(stimulus.shares);
        if (arm === "off-manifold")
          expect([control.like, control.guides]).toEqual([stimulus.arm, stimulus.guides]);
      }
    }
  }
  // No real face is moved twice while faces last.
  const starts = of("off-manifold").map(({ anchor }) => `${anchor!.index} ${anchor!.rank}`);
  expect(new Set(starts).size).toBe(starts.length);
});

test.each([
  [{ sigmaMin: 30 }, "noise must fall"],
  [{ arms: ["anchored"], anchorSigma: 0.01 }, "noise must fall"],
  [{ guides: ["mlp", "mlp"] }, '\\"mlp\\" stands twice'],
  [{ levels: [0.5, 0.5] }, "0.5 stands twice"],
  [{ acceptControversial: 0.9 }, "raise aimControversial"],
  [{ acceptConfident: 0.95 }, "raise aimConfident"],
])("%j is refused", (change, message) => {
  expect(params.safeParse(change).error?.message).toContain(message);
});
