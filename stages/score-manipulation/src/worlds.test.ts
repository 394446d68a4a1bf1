import { RandomStream } from "@limen/random";
import { mean } from "@limen/stats";
import { expect, test } from "vitest";
import { targetedRatio } from "./targeted-ratio.ts";
import { toyRound } from "./toy-round.ts";

const FULL = process.env.LIMEN_TEST_FULL === "1";
const RUNS = FULL ? 400 : 40;
const LEVEL = 0.05;

function runs(world: "W0" | "W1", count: number) {
  return Array.from({ length: count }, (_, run) => {
    const random = RandomStream.fromSeed(`${world} ${run}`);
    const splits = toyRound(world, random.split("rounds"));
    return targetedRatio(splits, { random: random.split("test"), draws: 100, permutations: 1000 });
  });
}

const share = (found: ReturnType<typeof runs>, of: "pPairs" | "pStimuli") =>
  found.filter((one) => one[of] !== null && one[of] <= LEVEL).length / found.length;

test("W0, all alike: the targeted ratio is one half, and neither test rejects more often than its level", () => {
  const found = runs("W0", RUNS);
  // Two standard errors of a binomial above the level.
  const most = LEVEL + 2 * Math.sqrt((LEVEL * (1 - LEVEL)) / RUNS);
  expect(share(found, "pPairs")).toBeLessThanOrEqual(most);
  expect(share(found, "pStimuli")).toBeLessThanOrEqual(most);
  const ratio = mean(found.flatMap(({ interval }) => interval.estimate ?? []))!;
  expect(Math.abs(ratio - 0.5)).toBeLessThan(FULL ? 0.02 : 0.05);
});

test("W1, people differ: the ratio is well above one half, and the test over pairs finds it", () => {
  const found = runs("W1", FULL ? 100 : 12);
  const ratios = found.flatMap(({ interval }) => interval.estimate ?? []);
  expect(mean(ratios)).toBeGreaterThan(0.62);
  expect(share(found, "pPairs")).toBeGreaterThan(0.8);
});
