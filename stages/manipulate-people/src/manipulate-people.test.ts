import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tf } from "@limen/engine/tf";
import { readClassifier } from "@limen/models";
import { personProbabilities } from "@limen/person-model";
import { asGuide } from "@limen/sampling";
import { TOY_SIZE } from "@limen/sampling/testing";
import {
  attemptsTable,
  ledgerTable,
  personPairsTable,
  personParametersTable,
  readTable,
  stimuliTable,
  targetsTable,
  writeTable,
} from "@limen/tables";
import { runStage, type StageTrial } from "@limen/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asPerson } from "./as-person.ts";
import { exampleParams, toyPeople, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";

let folder: string;
let inputs: NonNullable<StageTrial["inputs"]>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pairs-"));
  const files = await writeExampleInputs(folder);
  inputs = { ...files, prior: files.prior![0]!, heldOut: files.heldOut![0]! };
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (change: object = {}, further: NonNullable<StageTrial["inputs"]> = {}) =>
  runStage(stage, { params: { ...exampleParams, ...change }, inputs: { ...inputs, ...further } });

test("a person's guide answers as the person's model does, and pulls as its gradient", async () => {
  const net = await readClassifier(join(folder, "mlp.safetensors"));
  const group = asGuide(net);
  const someone = { id: "ann", bias: [0.7, -0.2, -0.5], slope: 1.4 };
  const guide = asPerson(group, someone);
  const x = tf.randomUniform([2, TOY_SIZE, TOY_SIZE, 1], -1, 1, "float32", 3) as tf.Tensor4D;
  const expected = group.logProbabilities(x).map((logs) => personProbabilities(logs, someone));
  const found = guide.logProbabilities(x).map((logs) => logs.map(Math.exp));
  const byGraph = (await tf.softmax(guide.logits(x)).array()) as number[][];
  for (const [image, p] of expected.entries())
    for (const [c, value] of p.entries()) {
      expect(found[image]![c]).toBeCloseTo(value, 5);
      expect(byGraph[image]![c]).toBeCloseTo(value, 5);
    }
  const cotangents = [Float32Array.of(1, -1, 0), Float32Array.of(0, 1, -1)];
  const pulled = guide.pull(x, cotangents);
  const gradient = tf.grad((at: tf.Tensor) =>
    guide
      .logits(at as tf.Tensor4D)
      .mul(tf.tensor2d(cotangents.map((row) => [...row])))
      .sum(),
  )(x);
  const flat = (await gradient.data()) as Float32Array;
  const own = Float32Array.from(pulled.flatMap((row) => [...row]));
  expect(Math.max(...own.map((value, i) => Math.abs(value - flat[i]!)))).toBeLessThan(1e-4);
  for (const thing of [group, net, x, gradient]) thing.dispose();
});

test("faces are made that one person's model calls by one class and the other's by the other, with twins", async () => {
  const { outputs } = await run();
  const stimuli = (await readTable(outputs.stimuli!, stimuliTable)).rows;
  const targets = (await readTable(outputs.targets!, targetsTable)).rows;
  const attempts = (await readTable(outputs.attempts!, attemptsTable)).rows;
  const [pair] = (await readTable(outputs.pairs!, personPairsTable)).rows;
  expect(pair).toMatchObject({ pair: "ann & bob", class_a: "calm", class_b: "glad", attempts: 4 });
  expect(pair!.accepted).toBeGreaterThan(0);
  const guided = stimuli.filter((row) => row.match_id === null);
  expect(guided.length).toBe(pair!.accepted);
  for (const row of guided) {
    expect([row.arm, row.guide_1, row.guide_2]).toEqual(["controversial", "mlp@ann", "mlp@bob"]);
    expect(row.p_guide_1[0]).toBeGreaterThan(0.5);
    expect(row.p_guide_2![1]).toBeGreaterThan(0.5);
  }
  const twins = stimuli.filter((row) => row.match_id !== null);
  expect(twins.map((row) => row.match_id)).toEqual(guided.map((row) => row.stimulus_id));
  expect(new Set(twins.map((row) => row.arm))).toEqual(new Set(["unguided"]));
  const streams = (arm: string) => attempts.filter((row) => row.arm === arm).map((row) => row.stream);
  expect(streams("unguided")).toEqual(streams("controversial"));
  // Both people are to see every face, and to say different things of it.
  expect(targets).toHaveLength(2 * stimuli.length);
  const first = targets.filter((row) => row.participant_id === "ann");
  expect(new Set(first.map((row) => row.wanted))).toEqual(new Set(["calm"]));
  expect(first.map((row) => row.partner_wanted)).toEqual(first.map(() => "glad"));
  expect(targets.filter((row) => row.guided)).toHaveLength(2 * guided.length);
  const spent = (await readTable(outputs.ledger!, ledgerTable)).rows;
  expect(spent.find((row) => row.arm === "unguided")!.guide_backward).toBe(0);
  const card = readFileSync(outputs.card!, "utf8");
  expect(card).toContain(`${guided.length} guided faces, ${twins.length} controls`);
  expect(card).toContain("fitted to answers that are simulated");
  expect(card).toContain("too few trials for a model of their own");
});

test("people who are alike are out of reach: no stimuli, and it is said", async () => {
  const path = join(folder, "alike.parquet");
  const alike = toyPeople.map((row) => ({ ...row, bias: new Float32Array(3) }));
  await writeTable(path, personParametersTable, alike, { metadata: { classes: '["calm","glad","sad"]' } });
  const { outputs, events } = await run({}, { parameters: [path] });
  expect((await readTable(outputs.stimuli!, stimuliTable)).rows).toEqual([]);
  const [pair] = (await readTable(outputs.pairs!, personPairsTable)).rows;
  expect(pair).toMatchObject({ aim: null, attempts: 0, accepted: 0 });
  expect(events).toContainEqual({
    type: "log",
    message: "there are no stimuli: people are too much alike, or no attempt was accepted",
  });
});

test("unknown nets and classes, the judge as a guide, and parameters of other classes are refused", async () => {
  await expect(run({ net: "mpl" })).rejects.toThrow(/no classifier "mpl" is given[\s\S]*did you mean "mlp"/);
  await expect(run({ net: "cornet-z-s" })).rejects.toThrow('"cornet-z-s" is the held-out net');
  await expect(run({ classPairs: [["calm", "gald"]] })).rejects.toThrow(
    /no class "gald"[\s\S]*did you mean "glad"/,
  );
  await expect(run({ net: "mlp-again" })).rejects.toThrow(/the scores are of mlp, and mlp-again is to guide/);
  const path = join(folder, "others.parquet");
  await writeTable(path, personParametersTable, toyPeople, {
    metadata: { classes: '["glad","calm","sad"]' },
  });
  await expect(run({}, { parameters: [path] })).rejects.toThrow(/parameters of the classes glad, calm, sad/);
});
