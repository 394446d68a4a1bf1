import { readFileSync } from "node:fs";
import { tf } from "@limen/engine/tf";
import { qualityTable, readTable, stabilityTable, stimuliTable, writeTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { type ExampleOptions, exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";

const ARMS = ["uncertainty", "controversial", "natural", "unguided", "confident"];

async function judge(options: ExampleOptions = {}, params: object = {}) {
  const inputs = await writeExampleInputs(temporaryDirectory(), options);
  const { outputs } = await runStage(stage, { params: { ...exampleParams, ...params }, inputs });
  const { rows } = await readTable(outputs.quality!, qualityTable);
  const stability = await readTable(outputs.stability!, stabilityTable);
  const row = (arm: string, metric: string) => {
    const found = rows.filter((one) => one.arm === arm && one.metric === metric);
    expect(found, `${metric} of ${arm}`).toHaveLength(1);
    return found[0]!;
  };
  const bytes = [outputs.quality!, outputs.stability!].map((path) => readFileSync(path).toString("base64"));
  return { bytes, rows, row, stability: stability.rows };
}

let first: ReturnType<typeof judge> | undefined;
/** The example as it is, judged once; within a test, which owns the files. */
function plain() {
  first ??= judge();
  return first;
}

test("every arm gets every metric, beside real faces; nothing leaks, and the bytes are the same again", async () => {
  const { bytes, rows, row } = await plain();
  expect([...new Set(rows.map(({ arm }) => arm))]).toEqual(ARMS);
  const metrics = (arm: string) => rows.filter((one) => one.arm === arm).map(({ metric }) => metric);
  for (const arm of ARMS.slice(2)) expect(metrics(arm)).toEqual(metrics("natural"));
  expect(metrics("uncertainty")).toEqual(
    expect.arrayContaining([...metrics("natural"), "held_out_entropy_lift"]),
  );
  // No real face of the example tears a guide.
  expect(row("uncertainty", "held_out_agrees_matched")).toMatchObject({ value: null, floor: null, n: 0 });
  const ofFewer = ["held_out_entropy_lift", "held_out_agrees_matched"];
  for (const one of rows) {
    expect([one.n, one.floor_n ?? one.n]).toEqual([
      ofFewer.includes(one.metric) ? one.n : 8,
      one.n === 0 ? 0 : 8,
    ]);
    if (one.low !== null && one.value !== null) {
      expect(one.low).toBeLessThanOrEqual(one.value);
      expect(one.high).toBeGreaterThanOrEqual(one.value);
    }
  }
  // Faces of a single pair of classes: less varied than real faces, and off their mean.
  expect(row("confident", "vendi_relative").value).toBeLessThan(0.9);
  expect(row("confident", "coverage").value).toBeLessThan(row("confident", "coverage").floor_low!);
  expect(row("confident", "frechet_distance").value).toBeGreaterThan(
    row("confident", "frechet_distance").floor_high!,
  );
  // Blobs at any height, as real ones.
  const unguided = row("unguided", "kernel_distance");
  expect(Math.abs(unguided.value! - unguided.floor!)).toBeLessThan(0.02);
  const before = tf.memory().numTensors;
  const again = await judge();
  expect(tf.memory().numTensors).toBe(before);
  expect(again.bytes).toEqual(bytes);
});

test("faces between two classes are stable and the held-out net agrees; faces of one class are not", async () => {
  const { row, stability } = await plain();
  expect([row("uncertainty", "stable").value, row("uncertainty", "held_out_agrees").value]).toEqual([1, 1]);
  expect([row("confident", "stable").value, row("confident", "held_out_agrees").value]).toEqual([0, 0]);
  expect(row("uncertainty", "held_out_entropy_lift").low).toBeGreaterThan(0.2);
  expect(stability.map(({ arm }) => arm).sort()).toEqual([
    ...Array(8).fill("controversial"),
    ...Array(8).fill("uncertainty"),
  ]);
  for (const one of stability) {
    expect(one.stable).toBe(true);
    expect(one.p_a_low).toBeLessThan(one.p_a);
    expect(one.p_b_high).toBeGreaterThan(one.p_b);
    expect(one.share_2 === null).toBe(one.arm === "uncertainty");
    if (one.share_2 !== null) expect(one.share).toBeGreaterThan(one.share_2 + 0.2);
    expect(one.natural_entropy === null).toBe(one.arm === "controversial");
  }
});

test("a memorised set: the nearest train face is no distance away, and every stimulus is a copy", async () => {
  const { row } = await judge({ copies: true });
  expect(row("uncertainty", "nearest_ratio_pixels").value).toBeLessThan(0.01);
  expect(row("uncertainty", "nearest_ratio_pixels").floor).toBeGreaterThan(0.8);
  expect(row("uncertainty", "nearest_ratio_features").value).toBeLessThan(0.001);
  expect([row("uncertainty", "train_copies").value, row("uncertainty", "train_copies").floor]).toEqual([
    1, 0,
  ]);
  expect(row("confident", "train_copies").value).toBe(0);
});

test("a stimulus is judged alike wherever it stands in the table", async () => {
  const [forth, back] = [await plain(), await judge({ reversed: true })];
  expect(back.stability).toEqual(forth.stability);
  for (const { arm, metric, value } of forth.rows) {
    const other = back.row(arm, metric).value;
    if (value === null) expect(other).toBeNull();
    else expect(other).toBeCloseTo(value, 6);
  }
});

test("of more stimuli than asked for, a draw is judged; stability lists all", async () => {
  const { row, stability } = await judge({ doubled: true }, { most: 10 });
  expect(row("uncertainty", "stable").n).toBe(10);
  expect(row("uncertainty", "duplicates_exact").value).toBeGreaterThan(0);
  expect(row("uncertainty", "duplicates_near").value).toBe(row("uncertainty", "duplicates_exact").value);
  expect(stability).toHaveLength(32);
});

test("a sampler that yielded nothing leaves two empty tables", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const { classes, size } = (await readTable(inputs.stimuli![0]!, stimuliTable)).metadata;
  await writeTable(inputs.stimuli![0]!, stimuliTable, [], { metadata: { classes: classes!, size: size! } });
  const { outputs } = await runStage(stage, { params: exampleParams, inputs });
  expect((await readTable(outputs.quality!, qualityTable)).rows).toEqual([]);
  expect((await readTable(outputs.stability!, stabilityTable)).rows).toEqual([]);
});

test("refused: a judge that guided, a guide that is not given, faces of other classes, size or number", async () => {
  await expect(judge({ heldOut: "upper" })).rejects.toThrow(/"upper" guided some of these stimuli/);
  await expect(judge({ faceClasses: ["calm", "glad", "angry"] })).rejects.toThrow(
    /16-pixel faces of calm, glad, angry; the stimuli are 16-pixel faces of calm, glad, sad/,
  );
  await expect(judge({ faceSize: 24 })).rejects.toThrow(/24-pixel faces/);
  await expect(judge({ faces: 5 })).rejects.toThrow(/5 train faces.*\n?.*5 test faces/s);
  const inputs = await writeExampleInputs(temporaryDirectory());
  const missing = { ...inputs, classifiers: inputs.classifiers!.slice(0, 1) };
  await expect(runStage(stage, { params: exampleParams, inputs: missing })).rejects.toThrow(
    /guided by "lower", which is not among the classifiers/,
  );
  const twice = { ...inputs, classifiers: [...inputs.classifiers!, inputs.classifiers![0]!] };
  await expect(runStage(stage, { params: exampleParams, inputs: twice })).rejects.toThrow(
    /two classifiers are called "upper"/,
  );
});
