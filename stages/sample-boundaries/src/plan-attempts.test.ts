import { expect, test } from "vitest";
import { params } from "./params.ts";
import { planAttempts } from "./plan-attempts.ts";

const classes = ["neutral", "happiness", "sadness", "fear"];
const guides = ["vgg-s", "vit-s", "mlp"];

test("every arm, pair and choice of guides gets its attempts, numbered without gaps", () => {
  const settings = params.parse({ attempts: 5, controlAttempts: 0.5, blockSize: 8 });
  const plan = planAttempts(settings, classes, guides);
  const all = plan.flat();
  expect(all.map(({ index }) => index)).toEqual(all.map((_, index) => index));
  // Of the nine usual pairs three exist here; three guides, and three pairs of guides in a ring.
  expect(all.filter(({ arm }) => arm === "uncertainty")).toHaveLength(3 * 3 * 5);
  expect(all.filter(({ arm }) => arm === "controversial")).toHaveLength(3 * 3 * 5);
  expect(all.filter(({ arm }) => arm === "unguided")).toHaveLength(3 * Math.ceil(0.5 * 5 * 6));
  for (const block of plan) {
    expect(block.length).toBeLessThanOrEqual(8);
    expect(new Set(block.map(({ arm, guides }) => `${arm} ${guides}`)).size).toBe(1);
  }
  // Each guide judges its share of the unguided samples.
  const judges = all.filter(({ arm }) => arm === "unguided").map(({ guides }) => guides[0]);
  expect(new Set(judges)).toEqual(new Set([0, 1, 2]));
  const shown = all.filter(({ arm }) => arm === "confident");
  expect(shown.every(({ shown, a, b }) => shown === a || shown === b)).toBe(true);
});

test("wrong names are all reported, with what would be right", () => {
  const settings = params.parse({
    pairs: [
      ["neutral", "hapiness"],
      ["fear", "fear"],
      ["joy", "fear"],
    ],
  });
  expect(() => planAttempts(settings, classes, guides)).toThrow(
    /no class "hapiness"[\s\S]*did you mean "happiness"[\s\S]*no class "joy"[\s\S]*no boundary with itself/,
  );
  expect(() => planAttempts(params.parse({}), classes, ["mlp"])).toThrow("needs two guides");
});
