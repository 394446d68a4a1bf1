import { readFileSync } from "node:fs";
import { tf } from "@limen/engine/tf";
import { decodeUnitBatch } from "@limen/images";
import { readClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";
import { drawBlock } from "@limen/sampling";
import { attemptsTable, ledgerTable, readTable, stimuliTable } from "@limen/tables";
import { shardedBytes } from "@limen/testing";
import { expect, test } from "vitest";
import { EXAMPLE_SIZE, exampleClasses, exampleParams } from "./example.ts";
import stage from "./index.ts";
import { loadNets } from "./load-nets.ts";
import { params } from "./params.ts";
import { planAttempts } from "./plan-attempts.ts";
import { noControls, toySampling } from "./toy-sampling.ts";

const { inputs, sample } = toySampling();

test("boundary faces meet their target as stored, and controls stand beside them", async () => {
  const before = tf.memory().numTensors;
  const { outputs } = await sample();
  expect(tf.memory().numTensors).toBe(before);
  const { rows } = await readTable(outputs.stimuli!, stimuliTable);
  const boundary = rows.filter((row) => row.match_id === null);
  expect(new Set(boundary.map((row) => row.arm))).toEqual(new Set(["uncertainty", "controversial"]));
  expect(new Set(rows.map((row) => row.stimulus_id)).size).toBe(rows.length);

  const guides = new Map<string, Awaited<ReturnType<typeof readClassifier>>>();
  for (const path of inputs().classifiers as readonly string[]) {
    const net = await readClassifier(path);
    guides.set(net.config.name, net);
  }
  for (const row of rows) {
    const pixels = await decodeUnitBatch([row.image.bytes], EXAMPLE_SIZE);
    const seen = (name: string) => [...guides.get(name)!.probabilitiesOf(pixels)[0]!];
    const [a, b] = [
      exampleClasses.indexOf(row.class_a as "calm"),
      exampleClasses.indexOf(row.class_b as "calm"),
    ];
    const first = seen(row.guide_1!);
    for (const [index, p] of first.entries()) expect(row.p_guide_1[index]).toBeCloseTo(p, 4);
    if (row.match_id !== null) continue;
    if (row.arm === "uncertainty") expect(Math.min(first[a]!, first[b]!)).toBeGreaterThan(0.4);
    else expect(Math.min(first[a]!, seen(row.guide_2!)[b]!)).toBeGreaterThan(0.5);
  }
  const ids = new Set(boundary.map((row) => row.stimulus_id));
  const controls = rows.filter((row) => row.match_id !== null);
  expect(controls.every((row) => ids.has(row.match_id!))).toBe(true);
  expect(new Set(controls.map((row) => row.arm))).toEqual(
    new Set(["natural", "unguided", "confident", "off-manifold"]),
  );
  const natural = controls.filter((row) => row.arm === "natural");
  expect(natural.every((row) => row.label !== null && row.face_id !== null)).toBe(true);
  // A control is put to the nets of the stimulus that it stands beside.
  const guideOf = new Map(boundary.map((row) => [row.stimulus_id, row.guide_1]));
  expect(controls.every((row) => row.guide_1 === guideOf.get(row.match_id!))).toBe(true);
  expect(new Set(natural.map((row) => row.face_id)).size).toBe(natural.length);
  for (const net of guides.values()) net.dispose();
});

test("attempts and ledger agree, and gauss-newton meets its target far more often than no guidance", async () => {
  const share = async (sampler: string) => {
    const { outputs } = await sample({ sampler, arms: ["uncertainty"], acceptUncertainty: 0.001 });
    const attempts = (await readTable(outputs.attempts!, attemptsTable)).rows;
    const ledger = (await readTable(outputs.ledger!, ledgerTable)).rows;
    for (const row of ledger) {
      const own = attempts.filter(
        (attempt) =>
          attempt.arm === row.arm && attempt.class_a === row.class_a && attempt.class_b === row.class_b,
      );
      expect(row.attempts).toBe(own.length);
      expect(row.on_target).toBe(own.filter((attempt) => attempt.on_target).length);
      expect(row.accepted).toBe(own.filter((attempt) => attempt.accepted).length);
    }
    const unguided = ledger.find((row) => row.arm === "unguided")!;
    // Six noise levels, one evaluation each, no guide.
    expect(unguided.prior_forward).toBe(6 * unguided.attempts);
    expect(unguided.guide_forward + unguided.prior_backward + unguided.guide_backward).toBe(0);
    const own = attempts.filter((attempt) => attempt.arm === "uncertainty");
    return own.filter((attempt) => Math.min(attempt.p_a, attempt.p_b) > 0.4).length / own.length;
  };
  const guided = await share("gauss-newton");
  expect(guided).toBeGreaterThan(0.6);
  expect(guided).toBeGreaterThan(await share("unguided"));
});

test("the reference loop spends one forward and backward pass of prior and guide a walk", async () => {
  const change = {
    sampler: "reference-mended",
    arms: ["uncertainty"],
    ddpmSteps: 4,
    resamples: 2,
    acceptUncertainty: 0.01,
    attempts: 2,
  };
  const { outputs } = await sample(change);
  const { rows } = await readTable(outputs.ledger!, ledgerTable);
  const row = rows.find(({ arm }) => arm === "uncertainty")!;
  expect([row.prior_forward, row.prior_backward, row.guide_forward, row.guide_backward]).toEqual(
    new Array(4).fill(8 * row.attempts),
  );
});

test.each([
  [2, {}],
  [5, noControls],
])(
  "%i shards that share the work end in the same bytes as one process",
  async (shards, change) => {
    const trial = { params: { ...exampleParams, ...change }, inputs: inputs() };
    expect(await shardedBytes(stage, trial, shards)).toEqual(await shardedBytes(stage, trial, 1));
  },
  // Every shard loads the nets anew.
  240_000,
);

test("a block is the same whatever was drawn before it, and memory stays flat over blocks", async () => {
  const file = (path: unknown) => ({ node: "", instance: null, path: path as string, digest: "" });
  const settings = params.parse(exampleParams);
  const classifiers = (inputs().classifiers as string[]).map(file);
  const files = { prior: file(inputs().prior), classifiers, heldOut: file(inputs().heldOut) };
  const nets = await loadNets(files, settings);
  const names = nets.guides.map(({ name }) => name);
  const plan = planAttempts(settings, nets.classes, names, new Set());
  const random = RandomStream.fromSeed("blocks");
  const first = drawBlock(nets, settings, plan[1]!, random);
  const before = tf.memory().numTensors;
  drawBlock(nets, settings, plan[0]!, random);
  const again = drawBlock(nets, settings, plan[1]!, random);
  expect(again).toEqual(first);
  expect(tf.memory().numTensors).toBe(before);
  nets.dispose();
});

test("the held-out net may not guide, and unknown guides are named", async () => {
  await expect(sample({ guides: ["cornet-z-s", "vgg-s"] })).rejects.toThrow(
    /"cornet-z-s" is the held-out net[\s\S]*no classifier "vgg-s" is given/,
  );
});

test("attempts that all fail are kept with their cost, and no stimulus is made of them", async () => {
  // Both of two classes cannot have more than .6.
  const { outputs } = await sample({ arms: ["uncertainty"], acceptUncertainty: 0.6 });
  expect((await readTable(outputs.stimuli!, stimuliTable)).rows).toEqual([]);
  const { rows } = await readTable(outputs.attempts!, attemptsTable);
  expect(rows.filter(({ arm }) => arm === "uncertainty").length).toBeGreaterThan(0);
  expect(rows.some(({ arm, accepted }) => arm === "uncertainty" && accepted)).toBe(false);
  const [, barren] = readFileSync(outputs.card!, "utf8").split("Where no attempt was accepted");
  const told = [...barren!.matchAll(/^\| uncertainty \| .* \| (\d+) \| ([\d.]+), ([\d.]+) \| no \|/gm)];
  expect(told.length).toBeGreaterThan(0);
  for (const [, attempt, a, b] of told) {
    const row = rows.find((one) => one.attempt === Number(attempt))!;
    expect([row.p_a.toFixed(2), row.p_b.toFixed(2)]).toEqual([a, b]);
  }
});

test.each(["dps", "mpgd", "dsg"])(
  "%s is a setting of the same solver, with a ledger of its own",
  async (sampler) => {
    const { outputs } = await sample({ sampler, arms: ["uncertainty"], ddpmSteps: 4, attempts: 2 });
    const { rows } = await readTable(outputs.ledger!, ledgerTable);
    const row = rows.find(({ arm }) => arm === "uncertainty")!;
    expect([row.sampler, row.prior_forward, row.guide_backward]).toEqual([
      sampler,
      4 * row.attempts,
      4 * row.attempts,
    ]);
    expect(row.prior_backward).toBe(sampler === "mpgd" ? 0 : 4 * row.attempts);
  },
);

test("the data card counts the set as the tables do", async () => {
  const { outputs } = await sample();
  const card = readFileSync(outputs.card!, "utf8");
  const { rows } = await readTable(outputs.stimuli!, stimuliTable);
  const count = (arm: string) => rows.filter((row) => row.match_id !== null && row.arm === arm).length;
  const boundary = rows.filter((row) => row.match_id === null).length;
  expect(card).toContain(
    `- ${boundary} boundary faces; controls: ${["natural", "unguided", "confident", "off-manifold"]
      .map((arm) => `${count(arm)} ${arm}`)
      .join(", ")}.`,
  );
});
