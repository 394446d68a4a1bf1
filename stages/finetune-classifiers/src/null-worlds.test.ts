import { resolveWorld } from "@limen/experiment";
import { RandomStream } from "@limen/random";
import { binomialInterval, mean, signFlipTest } from "@limen/stats";
import { expect, test } from "vitest";
import { adjustedRand } from "./adjusted-rand.ts";
import { describeClusters } from "./describe-clusters.ts";
import { fewShot } from "./few-shot.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
import type { ScoreRow } from "./score-models.ts";
import { climbToyLadder, gainsOf } from "./toy-ladder.ts";
import { makeToyWorld, type ToyWorld } from "./toy-world.ts";

const FULL = process.env.LIMEN_TEST_FULL === "1";
/** (milliseconds) */
const LONG = FULL ? 3_600_000 : 300_000;

/** Observers of simulated experiments, attentive ones only. */
function observersOf(name: "W0" | "W1" | "W4", seed: number, people: number, trialsEach: number) {
  const random = RandomStream.fromSeed(seed);
  const observers = resolveWorld(
    {
      world: name,
      biasSpread: 0.8,
      sensitivitySpread: 0.25,
      mixingSpread: 0.15,
      serialDependence: 0,
      carelessShare: 0,
      deadlineMs: 5000,
    },
    7,
    random.split("world"),
  );
  return makeToyWorld({ classes: 7, stimuli: 150, people, trialsEach, observers }, random.split("people"));
}

/** Figures of the full test, which stand in the README. */
function tell(what: string, values: ReadonlyMap<string, number>): void {
  const list = [...values].map(([name, value]) => `${name} ${Number(value.toFixed(4))}`);
  if (FULL) process.stdout.write(`${what}: ${list.join(", ")}\n`);
}

/** p of a gain over the group, people against chance. */
function testGain(scores: readonly ScoreRow[], model: string, seed: number): number {
  const random = RandomStream.fromSeed(seed).split(model);
  const options = { random, alternative: "greater", draws: 2000 } as const;
  return signFlipTest(gainsOf(scores, model), options).pValue ?? 1;
}

/** A group model with faults, all over and stimulus by stimulus: mending them is not individuality. */
function faulty({ truth, classes }: ToyWorld, seed: number): Float64Array {
  const noise = RandomStream.fromSeed(seed).split("faults").normals(truth[0]!.length);
  return logSoftmaxRows(
    truth[0]!.map((logP, i) => 1.3 * logP + 0.5 * noise[i]!),
    classes.length,
  );
}

test(
  "W0: where all are alike no rung finds anybody, more often than the level of the test",
  () => {
    const runs = FULL ? 200 : 5;
    const rejections = new Map<string, number>();
    const means = new Map<string, number>();
    for (let seed = 0; seed < runs; seed++) {
      const alike = observersOf("W0", 1000 + seed, 24, 180);
      const { aligned, scores } = climbToyLadder(alike, seed, { groupLogP: faulty(alike, seed) });
      for (const { name } of aligned.models) {
        const rejected = testGain(scores, name, seed) < 0.05;
        rejections.set(name, (rejections.get(name) ?? 0) + (rejected ? 1 : 0));
        means.set(name, (means.get(name) ?? 0) + mean(gainsOf(scores, name))! / runs);
      }
    }
    tell(`W0, ${runs} worlds, tests below .05`, rejections);
    for (const [name, count] of rejections) {
      const { low } = binomialInterval(count, runs);
      expect([name, low! <= 0.05]).toEqual([name, true]);
      expect([name, means.get(name)! < 0.001]).toEqual([name, true]);
    }
  },
  LONG,
);

test(
  "W1: with 200 trials each, the ladder gains three quarters of what knowing everybody would",
  () => {
    const seeds = FULL ? [1, 2, 3, 4, 5, 6, 7, 8] : [1, 2];
    const gains = new Map<string, number>();
    const pValues = new Map<string, number>();
    for (const seed of seeds) {
      const { aligned, scores, encoded, split, group } = climbToyLadder(
        observersOf("W1", seed, 60, 333),
        seed,
      );
      expect(Math.abs(mean(aligned.trainRows.map((rows) => rows.length))! - 200)).toBeLessThan(10);
      for (const name of [...aligned.models.map((model) => model.name), "oracle"])
        gains.set(name, (gains.get(name) ?? 0) + mean(gainsOf(scores, name))! / seeds.length);
      for (const { name } of aligned.rungs)
        pValues.set(name, Math.max(pValues.get(name) ?? 0, testGain(scores, name, seed)));
      // People with few trials are pulled towards the group: not hurt, and better off with each trial.
      const random = RandomStream.fromSeed(seed);
      const shots = fewShot("toy", encoded, split, group, aligned, [10, 50, 100], random);
      for (const { name } of aligned.rungs.filter((rung) => rung.name !== "individual_cluster")) {
        const [few, some, more] = shots.filter((row) => row.model === name && row.people === "old");
        expect([name, few!.gain > 0, some!.gain > few!.gain, more!.gain > some!.gain]).toEqual([
          name,
          true,
          true,
          true,
        ]);
      }
    }
    const share = (name: string) => gains.get(name)! / gains.get("oracle")!;
    tell("W1, gain in nats a trial", gains);
    for (const [name, p] of pValues) expect([name, p < 0.001]).toEqual([name, true]);
    for (const name of ["individual_confusion", "individual_chosen"])
      expect([name, share(name) >= 0.75]).toEqual([name, true]);
    for (const name of ["individual_bias_slope", "individual_embedding", "individual_low_rank"])
      expect(share(name)).toBeGreaterThan(0.65);
    expect(share("other_person")).toBeLessThan(0);
    expect(Math.abs(share("permuted_labels"))).toBeLessThan(0.02);
  },
  LONG,
);

test(
  "W4: with 200 trials each, the rung that the inner folds choose gains three quarters of what knowing everybody would",
  () => {
    const seeds = FULL ? [1, 2, 3, 4] : [1];
    const gains = new Map<string, number>();
    for (const seed of seeds) {
      const { aligned, scores } = climbToyLadder(observersOf("W4", seed, 60, 333), seed);
      for (const name of [...aligned.models.map((model) => model.name), "oracle"])
        gains.set(name, (gains.get(name) ?? 0) + mean(gainsOf(scores, name))! / seeds.length);
    }
    tell("W4, gain in nats a trial", gains);
    expect(gains.get("individual_chosen")! / gains.get("oracle")!).toBeGreaterThanOrEqual(0.75);
  },
  LONG,
);

test("W4: the two kinds of people are found, and are more stable than any kinds in W1 or more kinds", () => {
  const describe = (name: "W1" | "W4") => {
    const world = observersOf(name, 11, 48, 250);
    const { aligned, encoded, split, group } = climbToyLadder(world, 11);
    const random = RandomStream.fromSeed(11);
    return { world, ...describeClusters("toy", encoded, split, group, aligned, random) };
  };
  const { world, clusters, members } = describe("W4");
  const truth = members.map((row) => world.kinds[Number(row.participant_id.slice(1))]!);
  expect(clusters.find((row) => row.chosen)!.clusters).toBe(2);
  expect(
    adjustedRand(
      members.map((row) => row.cluster),
      truth,
    ),
  ).toBeGreaterThan(0.9);
  const of = (rows: typeof clusters, count: number) => rows.find((row) => row.clusters === count)!;
  expect(of(clusters, 2).gain!).toBeGreaterThan(0.05);
  expect(of(clusters, 2).stability!).toBeGreaterThan(0.9);
  expect(of(clusters, 2).stability!).toBeGreaterThan(of(clusters, 3).stability!);
  expect(of(clusters, 2).stability!).toBeGreaterThan(of(describe("W1").clusters, 2).stability!);
});

test("W0: there is one kind of people", () => {
  const { aligned, encoded, split, group } = climbToyLadder(observersOf("W0", 12, 24, 180), 12);
  const { clusters, members } = describeClusters(
    "toy",
    encoded,
    split,
    group,
    aligned,
    RandomStream.fromSeed(12),
  );
  expect(clusters.find((row) => row.chosen)!.clusters).toBe(1);
  expect(new Set(members.map((row) => row.cluster))).toEqual(new Set([0]));
});
